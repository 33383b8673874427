package io.github.trocr4j.model;

import io.github.trocr4j.natives.Backend;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies floats between the heap and ND4J's memory in one piece. ND4J itself takes them one by one: a tenth of a second
 * for the smallest model, while nothing is compiled yet.
 *
 * <p>With CUDA this is not enough, so there {@link Card} does it.
 */
public final class NativeFloats {
    private NativeFloats() {}

    /** An array of FLOAT with those values, row-major; as many as the shape has. */
    public static INDArray array(float[] values, long... shape) {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values.length) {
            throw new IllegalArgumentException(
                    "A shape of " + Arrays.toString(shape) + " does not hold " + values.length + " values.");
        }
        if (onCard()) {
            return Card.array(values, shape);
        }
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        new FloatPointer(array.data().pointer()).put(values, 0, values.length);
        return array;
    }

    /** All values of an array of FLOAT that is dense, row-major and no view; copied. */
    public static float[] values(INDArray array) {
        if (onCard()) {
            return Card.values(array);
        }
        float[] values = new float[Math.toIntExact(array.length())];
        read(array, 0, values, 0, values.length);
        return values;
    }

    /** Replaces all values of such an array, where it is. */
    public static void write(INDArray array, float[] values) {
        if (onCard()) {
            Card.write(array, values);
            return;
        }
        new FloatPointer(array.data().pointer()).put(values, 0, Math.toIntExact(array.length()));
    }

    /** {@code count} values of such an array, from value {@code from} on, to {@code values} from {@code at} on. */
    static void read(INDArray array, long from, float[] values, int at, int count) {
        if (onCard()) {
            Card.read(array, from, values, at, count);
            return;
        }
        new FloatPointer(array.data().pointer()).position(from).get(values, at, count);
    }

    private static boolean onCard() {
        return Backend.here() == Backend.CUDA;
    }

    /**
     * What {@link NativeFloats} does, by ND4J's own ways: right with every backend, slow at a start. With CUDA an array
     * has a copy on the card and one beside it, and only ND4J knows which of them is the newer one.
     */
    static final class Card {
        private Card() {}

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
}
