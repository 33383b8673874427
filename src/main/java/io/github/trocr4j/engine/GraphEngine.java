package io.github.trocr4j.engine;

import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.plan.CompiledGraph;
import io.github.trocr4j.plan.FrozenWeights;
import io.github.trocr4j.plan.PlannedGraph;
import io.github.trocr4j.plan.SharedMemory;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.memory.ArrayCacheMemoryMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How a graph is computed. */
public enum GraphEngine {
    /**
     * SameDiff's own session with built-in operations only: can be saved, is differentiable in any type, and is the
     * same on every backend.
     */
    PLAIN,
    /**
     * {@link PlannedGraph}: the same graph, with LayerNorm and GELU as one operation each, which ND4J 1.0.0-M2.1 lacks
     * in the form that TrOCR needs. FLOAT on the CPU only.
     */
    PLANNED;

    /** Returns the fastest engine for a backend. Plans read and write the machine's memory, which a GPU cannot do. */
    public static GraphEngine fastestOn(Backend backend) {
        return PLANNED.runsOn(backend) ? PLANNED : PLAIN;
    }

    /** Returns whether this engine can compute on a backend. */
    public boolean runsOn(Backend backend) {
        return this == PLAIN || backend == Backend.CPU;
    }

    /**
     * Returns this engine if it can compute in this process.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public GraphEngine requireSupported() {
        if (!runsOn(Backend.here())) {
            throw new IllegalArgumentException(
                    "Plans compute on the CPU only, and this build computes on a GPU: use GraphEngine.PLAIN.");
        }
        return this;
    }

    /**
     * Compiles a graph.
     *
     * @param sd the graph; the caller closes it; each run reads its current weights, without a copy
     * @param threads threads for one run of a plan, including the caller's; a session uses those of the process
     * @param frozen caches derived from weights that do not change while the graph is used; empty if they may change
     * @throws IllegalArgumentException if this engine cannot compute in this process
     */
    public CompiledGraph compile(SameDiff sd, int threads, Optional<FrozenWeights> frozen) {
        return compile(sd, threads, frozen, Optional.empty());
    }

    /**
     * Compiles a graph whose plans share memory with others; see {@link SharedMemory}. A session does not use it.
     *
     * @param shared the memory; the caller closes it. If empty, the plans have their own
     */
    public CompiledGraph compile(
            SameDiff sd, int threads, Optional<FrozenWeights> frozen, Optional<SharedMemory> shared) {
        return requireSupported() == PLANNED ? new PlannedGraph(sd, threads, frozen, shared) : new SessionGraph(sd);
    }

    /**
     * A session of its own, with a cache of arrays. SameDiff's own sessions stay in memory for each thread that ever
     * called.
     */
    private static final class SessionGraph implements CompiledGraph {
        private final InferenceSession session;
        private Map<String, INDArray> outputsOfLastRun = Map.of();

        SessionGraph(SameDiff sd) {
            session = new InferenceSession(sd);
            session.setMmgr(new ArrayCacheMemoryMgr());
        }

        @Override
        public Map<String, INDArray> run(Map<String, INDArray> placeholders, List<String> outputs) {
            Map<String, INDArray> values = session.output(
                    outputs, placeholders, null, Collections.emptyList(), Collections.emptyList(), At.defaultAt());
            // Closed only now, since outputs of the last run may be inputs of this one.
            outputsOfLastRun.values().forEach(INDArray::close);
            outputsOfLastRun = values;
            return values;
        }

        @Override
        public List<PlanSummary> plans() {
            return List.of();
        }

        @Override
        public void close() {
            outputsOfLastRun.values().forEach(INDArray::close);
            outputsOfLastRun = Map.of();
        }
    }
}
