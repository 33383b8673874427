package io.github.trocr4j.plan;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Transposed copies of weights that do not change any more, shared by the graphs over them. Checkpoints keep the weight
 * of a linear layer as [out, in]; products with [in, out] are up to twice as fast, because oneDNN need not rearrange it
 * in each call. For them a model takes its memory twice, or three times if it reads both few and many pictures at a
 * time.
 *
 * <p>Not for several threads at once.
 */
public final class FrozenWeights implements AutoCloseable {
    private final Map<Part, INDArray> transposed = new HashMap<>();

    /** Some outputs of the weight at an address. */
    private record Part(long address, int from, int to) {}

    /** For any number of graphs. */
    public FrozenWeights() {}

    /** [in, to - from] of a weight [out, in]; made at the first call. */
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
