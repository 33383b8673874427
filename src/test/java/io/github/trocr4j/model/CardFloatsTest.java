package io.github.trocr4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The way around the machine's memory gives the same as the way through it. */
class CardFloatsTest {
    private static final float[] VALUES = {1, -2.5f, 0, Float.MAX_VALUE, Float.MIN_VALUE, Float.NEGATIVE_INFINITY};

    @Test
    void makesAndReadsTheSameArrays() {
        INDArray array = CardFloats.array(VALUES, 2, 3);
        assertThat(array).isEqualTo(NativeFloats.array(VALUES, 2, 3));
        assertThat(CardFloats.values(array)).isEqualTo(VALUES);
    }

    @Test
    void readsPartsOfThem() {
        float[] some = new float[4];
        CardFloats.read(CardFloats.array(VALUES, 3, 2), 1, some, 2, 2);
        assertThat(some).containsExactly(0, 0, -2.5f, 0);
    }

    @Test
    void writesWhereTheArrayIs() {
        INDArray array = CardFloats.array(new float[6], 3, 2);
        INDArray sameMemory = array.reshape(6);
        CardFloats.write(array, VALUES);
        assertThat(CardFloats.values(array)).isEqualTo(VALUES);
        assertThat(sameMemory.getFloat(1)).isEqualTo(-2.5f);
    }
}
