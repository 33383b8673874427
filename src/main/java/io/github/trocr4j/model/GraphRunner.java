package io.github.trocr4j.model;

import io.github.trocr4j.plan.PlannedGraph;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.memory.ArrayCacheMemoryMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs one graph: by plans of our own, or, where it is made of built-in operations only, in a SameDiff session. That
 * session is its own; SameDiff's are kept for each thread that ever called. Not for several threads at once.
 */
final class GraphRunner implements AutoCloseable {
    private final PlannedGraph planned;
    private final InferenceSession session;
    private Map<String, INDArray> lent = Map.of();

    GraphRunner(SameDiff sd, Execution execution) {
        if (execution.kernels().requireHere() == Kernels.PLANNED) {
            session = null;
            planned = new PlannedGraph(sd, execution.threads(), execution.frozen());
        } else {
            planned = null;
            session = new InferenceSession(sd);
            session.setMmgr(new ArrayCacheMemoryMgr());
        }
    }

    /** Values of {@code names}. They are lent: the next run may change them or give their memory back. */
    Map<String, INDArray> run(Map<String, INDArray> placeholders, List<String> names) {
        if (planned != null) {
            return planned.run(placeholders, names);
        }
        Map<String, INDArray> values = session.output(
                names, placeholders, null, Collections.emptyList(), Collections.emptyList(), At.defaultAt());
        // Not before: what the last run lent may be an input of this one.
        lent.values().forEach(INDArray::close);
        lent = values;
        return values;
    }

    /** Gives back what the last run lent, and the plans. */
    @Override
    public void close() {
        lent.values().forEach(INDArray::close);
        lent = Map.of();
        if (planned != null) {
            planned.close();
        }
    }
}
