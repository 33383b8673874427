package io.github.trocr4j.plan;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.memory.ArrayCacheMemoryMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph of built-in operations, run by SameDiff. The session is its own, with the cache on; SameDiff's are kept for each
 * thread that ever called.
 */
public final class SessionGraph implements CompiledGraph {
    private final InferenceSession session;
    private Map<String, INDArray> lent = Map.of();

    /** {@code sd} stays the caller's. */
    public SessionGraph(SameDiff sd) {
        session = new InferenceSession(sd);
        session.setMmgr(new ArrayCacheMemoryMgr());
    }

    @Override
    public Map<String, INDArray> run(Map<String, INDArray> placeholders, List<String> outputs) {
        Map<String, INDArray> values = session.output(
                outputs, placeholders, null, Collections.emptyList(), Collections.emptyList(), At.defaultAt());
        // Not before: what the last run lent may be an input of this one.
        lent.values().forEach(INDArray::close);
        lent = values;
        return values;
    }

    @Override
    public void close() {
        lent.values().forEach(INDArray::close);
        lent = Map.of();
    }
}
