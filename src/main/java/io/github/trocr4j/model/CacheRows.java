package io.github.trocr4j.model;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Chooses rows of arrays of a key-value cache. Rows that keep their place are not copied, if possible. */
final class CacheRows {
    private CacheRows() {}

    /**
     * Returns rows of an array, which may be overwritten.
     *
     * @param array [rows, ...]
     * @param from the row of the array that becomes each row of the result
     * @return [from.length, ...]; the array itself or a part of it, or a new one
     */
    static INDArray gather(INDArray array, int[] from) {
        int rows = Math.toIntExact(array.size(0));
        int[] moved =
                IntStream.range(0, from.length).filter(row -> from[row] != row).toArray();
        if (from.length > rows || (moved.length > 0 && !NativeFloats.isDense(array))) {
            long[] shape = array.shape();
            shape[0] = from.length;
            return Nd4j.pullRows(array.reshape(rows, -1), 1, from).reshape(shape);
        }
        int width = Math.toIntExact(array.length() / rows);
        float[] values = new float[moved.length * width];
        for (int i = 0; i < moved.length; i++) {
            NativeFloats.read(array, (long) from[moved[i]] * width, values, i * width, width);
        }
        for (int i = 0; i < moved.length; i++) {
            NativeFloats.write(array, (long) moved[i] * width, values, i * width, width);
        }
        return from.length == rows ? array : array.get(NDArrayIndex.interval(0, from.length));
    }
}
