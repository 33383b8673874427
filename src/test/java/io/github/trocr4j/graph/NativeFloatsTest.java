package io.github.trocr4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NativeFloatsTest {
    private static final float[] VALUES = {1, -2.5f, 0, Float.MAX_VALUE, Float.MIN_VALUE, Float.NEGATIVE_INFINITY};

    @Test
    void createsTheSameArrayAsNd4j() {
        assertThat(NativeFloats.array(VALUES, 2, 3)).isEqualTo(Nd4j.create(VALUES, new long[] {2, 3}, 'c'));
    }

    @Test
    void returnsTheStoredValues() {
        assertThat(NativeFloats.values(NativeFloats.array(VALUES, 3, 1, 2))).isEqualTo(VALUES);
    }

    @Test
    void rejectsAShapeThatDoesNotMatchTheValues() {
        assertThatThrownBy(() -> NativeFloats.array(VALUES, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Shape [2, 2] does not match 6 values.");
    }

    @Test
    void theCudaVariantCreatesAndReadsTheSameArrays() {
        INDArray array = NativeFloats.Cuda.array(VALUES, 2, 3);
        assertThat(array).isEqualTo(NativeFloats.array(VALUES, 2, 3));
        assertThat(NativeFloats.Cuda.values(array)).isEqualTo(VALUES);
    }

    @Test
    void theCudaVariantReadsParts() {
        float[] some = new float[4];
        NativeFloats.Cuda.read(NativeFloats.Cuda.array(VALUES, 3, 2), 1, some, 2, 2);
        assertThat(some).containsExactly(0, 0, -2.5f, 0);
    }

    @Test
    void theCudaVariantWritesInPlace() {
        INDArray array = NativeFloats.Cuda.array(new float[6], 3, 2);
        INDArray sameMemory = array.reshape(6);
        NativeFloats.Cuda.write(array, VALUES);
        assertThat(NativeFloats.Cuda.values(array)).isEqualTo(VALUES);
        assertThat(sameMemory.getFloat(1)).isEqualTo(-2.5f);
    }
}
