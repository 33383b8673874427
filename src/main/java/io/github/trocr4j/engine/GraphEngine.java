package io.github.trocr4j.engine;

import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.plan.CompiledGraph;
import io.github.trocr4j.plan.FrozenWeights;
import io.github.trocr4j.plan.PlannedGraph;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.memory.ArrayCacheMemoryMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Who computes a graph. */
public enum GraphEngine {
    /** SameDiff's session, built-in operations only: savable, differentiable in any type, the same on each backend. */
    PLAIN,
    /**
     * {@link PlannedGraph}: the same graph, but with LayerNorm and GELU as one operation each, which ND4J 1.0.0-M2.1
     * does not have as TrOCR needs them. FLOAT on the CPU only.
     */
    PLANNED;

    /** The fastest one there: plans read and write the memory of the machine, of which a card knows nothing. */
    public static GraphEngine fastestOn(Backend backend) {
        return PLANNED.runsOn(backend) ? PLANNED : PLAIN;
    }

    /** Whether it can compute there. */
    public boolean runsOn(Backend backend) {
        return this == PLAIN || backend == Backend.CPU;
    }

    /**
     * Itself, if it can compute in this process.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public GraphEngine requireHere() {
        if (!runsOn(Backend.here())) {
            throw new IllegalArgumentException(
                    "Plans compute on the CPU only, and this build computes on a GPU: use GraphEngine.PLAIN.");
        }
        return this;
    }

    /**
     * The graph, ready to run.
     *
     * @param sd stays the caller's; its weights are read where they lie, in each run
     * @param threads that work on one run of a plan, the caller's included; a session takes those of the process
     * @param frozen for weights that do not change while the graph is used; empty where they may
     * @throws IllegalArgumentException if it cannot compute in this process
     */
    public CompiledGraph compile(SameDiff sd, int threads, Optional<FrozenWeights> frozen) {
        return requireHere() == PLANNED ? new PlannedGraph(sd, threads, frozen) : new SessionGraph(sd);
    }

    /** In a session of its own, with the cache on: SameDiff's are kept for each thread that ever called. */
    private static final class SessionGraph implements CompiledGraph {
        private final InferenceSession session;
        private Map<String, INDArray> lent = Map.of();

        SessionGraph(SameDiff sd) {
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
        public List<Outline> plans() {
            return List.of();
        }

        @Override
        public void close() {
            lent.values().forEach(INDArray::close);
            lent = Map.of();
        }
    }
}
