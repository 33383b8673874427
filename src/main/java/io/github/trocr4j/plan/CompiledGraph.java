package io.github.trocr4j.plan;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A SameDiff graph that is ready to run. Not for several threads at once. */
public interface CompiledGraph extends AutoCloseable {
    /**
     * One run.
     *
     * @param placeholders a value for each placeholder that the outputs need
     * @param outputs names of variables
     * @return their values, lent: the next run may change them or give their memory back
     */
    Map<String, INDArray> run(Map<String, INDArray> placeholders, List<String> outputs);

    /** Gives back all memory of its own, what it lent included. The graph and its weights stay. */
    @Override
    void close();
}
