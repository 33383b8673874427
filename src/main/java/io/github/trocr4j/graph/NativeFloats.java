package io.github.trocr4j.graph;

import io.github.trocr4j.natives.Backend;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Bulk copies of floats between the heap and ND4J's native memory. ND4J itself copies them one by one, which takes a
 * tenth of a second for the smallest model before the code is compiled.
 *
 * <p>With CUDA, {@link Cuda} is used, because arrays also have a copy on the GPU.
 */
public final class NativeFloats {
    private NativeFloats() {}

    /**
     * Creates a FLOAT array with these values, row-major.
     *
     * @throws IllegalArgumentException if the number of values does not match the shape
     */
    public static INDArray array(float[] values, long... shape) {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values.length) {
            throw new IllegalArgumentException(
                    "Shape " + Arrays.toString(shape) + " does not match " + values.length + " values.");
        }
        if (onCuda()) {
            return Cuda.array(values, shape);
        }
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        new FloatPointer(array.data().pointer()).put(values, 0, values.length);
        return array;
    }

    /** Returns a copy of the values of a FLOAT array, which must be dense, row-major and not a view. */
    public static float[] values(INDArray array) {
        if (onCuda()) {
            return Cuda.values(array);
        }
        float[] values = new float[Math.toIntExact(array.length())];
        read(array, 0, values, 0, values.length);
        return values;
    }

    /** Overwrites all values of such an array in place. */
    public static void write(INDArray array, float[] values) {
        if (onCuda()) {
            Cuda.write(array, values);
            return;
        }
        new FloatPointer(array.data().pointer()).put(values, 0, Math.toIntExact(array.length()));
    }

    /**
     * Copies values {@code from} to {@code from + count - 1} of such an array to {@code values}, starting at
     * {@code at}.
     */
    static void read(INDArray array, long from, float[] values, int at, int count) {
        if (onCuda()) {
            Cuda.read(array, from, values, at, count);
            return;
        }
        new FloatPointer(array.data().pointer()).position(from).get(values, at, count);
    }

    /** Overwrites values {@code to} to {@code to + count - 1} of such an array in the memory of the machine. */
    static void write(INDArray array, long to, float[] values, int at, int count) {
        new FloatPointer(array.data().pointer()).position(to).put(values, at, count);
    }

    /** Returns the values of a matrix [rows][columns] of any type, in any order. */
    static float[][] rows(INDArray matrix) {
        if (!isDense(matrix)) {
            return matrix.toFloatMatrix(); // one by one
        }
        int columns = Math.toIntExact(matrix.size(1));
        float[][] rows = new float[Math.toIntExact(matrix.size(0))][columns];
        for (int row = 0; row < rows.length; row++) {
            read(matrix, (long) row * columns, rows[row], 0, columns);
        }
        return rows;
    }

    /** Returns whether the values of an array are floats in the memory of the machine, row-major, from its start. */
    static boolean isDense(INDArray array) {
        return !onCuda()
                && array.dataType() == DataType.FLOAT
                && array.offset() == 0
                && Shape.hasDefaultStridesForShape(array);
    }

    private static boolean onCuda() {
        return Backend.here() == Backend.CUDA;
    }

    /**
     * The operations of {@link NativeFloats} with ND4J's own functions, which are correct with every backend but
     * slower. With CUDA an array has a copy on the GPU and one on the host, and only ND4J knows which one is current.
     */
    static final class Cuda {
        private Cuda() {}

        /** Creates a FLOAT array with these values, row-major. */
        static INDArray array(float[] values, long... shape) {
            return Nd4j.create(values, shape, 'c');
        }

        /** Returns a copy of the values of an array, which must be dense, row-major and not a view. */
        static float[] values(INDArray array) {
            return array.data().asFloat();
        }

        /** Overwrites all values of such an array in place. */
        static void write(INDArray array, float[] values) {
            try (INDArray copy = Nd4j.create(values, array.shape(), 'c')) {
                array.assign(copy);
            }
        }

        /**
         * Copies values {@code from} to {@code from + count - 1} of such an array to {@code values}, starting at
         * {@code at}.
         */
        static void read(INDArray array, long from, float[] values, int at, int count) {
            for (int i = 0; i < count; i++) {
                values[at + i] = array.data().getFloat(from + i);
            }
        }
    }
}
