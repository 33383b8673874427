package io.github.trocr4j.model;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What {@link NativeFloats} does, by ND4J's own ways: right with every backend, slow at a start. With CUDA an array has a
 * copy on the card and one beside it, and only ND4J knows which of them is the newer one.
 */
final class CardFloats {
    private CardFloats() {}

    /** An array of FLOAT with those values, row-major. */
    static INDArray array(float[] values, long... shape) {
        return Nd4j.create(values, shape, 'c');
    }

    /** All values of an array that is dense, row-major and no view; copied. */
    static float[] values(INDArray array) {
        return array.data().asFloat();
    }

    /** Replaces all values of such an array, where it is. */
    static void write(INDArray array, float[] values) {
        try (INDArray copy = Nd4j.create(values, array.shape(), 'c')) {
            array.assign(copy);
        }
    }

    /** {@code count} values of such an array, from value {@code from} on, to {@code values} from {@code at} on. */
    static void read(INDArray array, long from, float[] values, int at, int count) {
        for (int i = 0; i < count; i++) {
            values[at + i] = array.data().getFloat(from + i);
        }
    }
}
