package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native memory that plans may share, such as those of similar graphs of which one is run at a time: each run
 * overwrites the values of all others, outputs included. Plans of about the same sizes need no more than the largest.
 *
 * <p>Not thread-safe.
 */
public final class SharedMemory implements AutoCloseable {
    private final List<INDArray> all = new ArrayList<>();
    private final List<INDArray> largest = new ArrayList<>();

    /**
     * Returns arrays for one plan, the i-th with at least as many floats as the i-th length. Two calls may return the
     * same ones.
     *
     * @param lengths in descending order
     */
    List<INDArray> arrays(int[] lengths) {
        List<INDArray> arrays = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            if (i == largest.size()) {
                largest.add(allocate(lengths[i]));
            } else if (largest.get(i).length() < lengths[i]) {
                largest.set(i, allocate(lengths[i])); // other plans keep the smaller one
            }
            arrays.add(largest.get(i));
        }
        return arrays;
    }

    private INDArray allocate(int length) {
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, Math.max(1, length));
        all.add(array);
        return array;
    }

    /** Frees the memory, after which no plan that shares it may be run. */
    @Override
    public void close() {
        all.forEach(INDArray::close);
    }
}
