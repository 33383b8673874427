package io.github.trocr4j.graph;

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
        if (moved.length == 0) {
            return leading(array, from.length);
        }
        boolean dense = NativeFloats.isDense(array);
        if (from.length <= rows && dense) {
            copy(array, array, moved, from);
            return leading(array, from.length);
        }
        long[] shape = array.shape();
        shape[0] = from.length;
        INDArray gathered = Nd4j.createUninitialized(array.dataType(), shape, 'c'); // pullRows corrupts memory
        if (dense) {
            copy(array, gathered, IntStream.range(0, from.length).toArray(), from);
        } else {
            for (int row = 0; row < from.length; row++) {
                gathered.get(NDArrayIndex.point(row)).assign(array.get(NDArrayIndex.point(from[row])));
            }
        }
        return gathered;
    }

    private static INDArray leading(INDArray array, int rows) {
        return array.size(0) == rows ? array : array.get(NDArrayIndex.interval(0, rows));
    }

    /** Copies rows between dense arrays, which may be the same. */
    private static void copy(INDArray source, INDArray target, int[] rows, int[] from) {
        int width = Math.toIntExact(source.length() / source.size(0));
        float[] values = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            NativeFloats.read(source, (long) from[rows[i]] * width, values, i * width, width);
        }
        for (int i = 0; i < rows.length; i++) {
            NativeFloats.write(target, (long) rows[i] * width, values, i * width, width);
        }
    }
}
