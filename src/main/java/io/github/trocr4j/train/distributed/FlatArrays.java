package io.github.trocr4j.train.distributed;

import io.github.trocr4j.graph.NativeFloats;
import java.util.Collection;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Many FLOAT arrays as one array on the Java heap, concatenated, to be sent between processes. */
final class FlatArrays {
    private FlatArrays() {}

    /** Concatenates arrays, which must be dense, row-major and not views. */
    static float[] of(Collection<INDArray> arrays) {
        float[] values = new float[Math.toIntExact(length(arrays))];
        int at = 0;
        for (INDArray array : arrays) {
            float[] some = NativeFloats.values(array);
            System.arraycopy(some, 0, values, at, some.length);
            at += some.length;
        }
        return values;
    }

    /** Copies concatenated values back into arrays. */
    static void write(float[] values, Collection<INDArray> arrays) {
        if (values.length != length(arrays)) {
            throw new IllegalArgumentException(
                    "expected " + length(arrays) + " values for these arrays, found " + values.length);
        }
        int at = 0;
        for (INDArray array : arrays) {
            float[] some = new float[Math.toIntExact(array.length())];
            System.arraycopy(values, at, some, 0, some.length);
            NativeFloats.write(array, some);
            at += some.length;
        }
    }

    private static long length(Collection<INDArray> arrays) {
        return arrays.stream().mapToLong(INDArray::length).sum();
    }
}
