package io.github.trocr4j.plan;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Transposed copies of weights that no longer change, shared by the graphs over them. Checkpoints store the weight of a
 * linear layer as [out, in]. Products with [in, out] are up to twice as fast because oneDNN does not need to reorder
 * the weight in each call. The copies double the memory of a model, or triple it if both small and large batches are
 * read.
 *
 * <p>Not thread-safe.
 */
public final class FrozenWeights implements AutoCloseable {
    private final Map<Part, INDArray> transposed = new HashMap<>();

    /** A range of outputs of the weight at an address. */
    private record Part(long address, int from, int to) {}

    /** Creates an empty cache. */
    public FrozenWeights() {}

    /**
     * Returns outputs {@code from} to {@code to - 1} of a weight [out, in] as [in, to - from]. The first call copies
     * them.
     */
    INDArray transposed(INDArray weight, int from, int to) {
        Part part = new Part(weight.data().address(), from, to);
        return transposed.computeIfAbsent(
                part,
                key -> weight.get(NDArrayIndex.interval(from, to), NDArrayIndex.all())
                        .transpose()
                        .dup('c'));
    }

    @Override
    public void close() {
        transposed.values().forEach(INDArray::close);
        transposed.clear();
    }
}
