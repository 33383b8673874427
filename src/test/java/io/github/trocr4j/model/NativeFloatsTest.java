package io.github.trocr4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NativeFloatsTest {
    private static final float[] VALUES = {1, -2.5f, 0, Float.MAX_VALUE, Float.MIN_VALUE, Float.NEGATIVE_INFINITY};

    @Test
    void makesTheArrayThatNd4jMakes() {
        assertThat(NativeFloats.array(VALUES, 2, 3)).isEqualTo(Nd4j.create(VALUES, new long[] {2, 3}, 'c'));
    }

    @Test
    void givesBackWhatWasPutIn() {
        assertThat(NativeFloats.values(NativeFloats.array(VALUES, 3, 1, 2))).isEqualTo(VALUES);
    }

    @Test
    void refusesAShapeForAnotherNumberOfValues() {
        assertThatThrownBy(() -> NativeFloats.array(VALUES, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A shape of [2, 2] does not hold 6 values.");
    }

    @Test
    void theWayForACardMakesAndReadsTheSameArrays() {
        INDArray array = NativeFloats.Card.array(VALUES, 2, 3);
        assertThat(array).isEqualTo(NativeFloats.array(VALUES, 2, 3));
        assertThat(NativeFloats.Card.values(array)).isEqualTo(VALUES);
    }

    @Test
    void theWayForACardReadsParts() {
        float[] some = new float[4];
        NativeFloats.Card.read(NativeFloats.Card.array(VALUES, 3, 2), 1, some, 2, 2);
        assertThat(some).containsExactly(0, 0, -2.5f, 0);
    }

    @Test
    void theWayForACardWritesWhereTheArrayIs() {
        INDArray array = NativeFloats.Card.array(new float[6], 3, 2);
        INDArray sameMemory = array.reshape(6);
        NativeFloats.Card.write(array, VALUES);
        assertThat(NativeFloats.Card.values(array)).isEqualTo(VALUES);
        assertThat(sameMemory.getFloat(1)).isEqualTo(-2.5f);
    }
}
