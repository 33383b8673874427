package io.github.trocr4j.engine;

import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.plan.CompiledGraph;
import io.github.trocr4j.plan.FrozenWeights;
import io.github.trocr4j.plan.PlannedGraph;
import io.github.trocr4j.plan.SessionGraph;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SameDiff;

/** Who computes a graph. */
public enum GraphEngine {
    /** SameDiff's session, built-in operations only: savable, differentiable in any type, the same on each backend. */
    PLAIN,
    /**
     * Plans of our own: the same graph, but with LayerNorm and GELU as one operation each, which ND4J 1.0.0-M2.1 does not
     * have as TrOCR needs them. FLOAT on the CPU only.
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
            throw new IllegalArgumentException("Plans compute on the CPU only, and this build computes on a card: take"
                    + " the plain graph (--plain-graph, GraphEngine.PLAIN).");
        }
        return this;
    }

    /**
     * The graph, ready to run.
     *
     * @param sd stays the caller's; its weights are read where they lie, in each run
     * @param threads that work on one run of a plan, the caller's included; the session takes those of the process
     * @param frozen for weights that do not change while the graph is used; empty where they may
     * @throws IllegalArgumentException if it cannot compute in this process
     */
    public CompiledGraph compile(SameDiff sd, int threads, Optional<FrozenWeights> frozen) {
        return requireHere() == PLANNED ? new PlannedGraph(sd, threads, frozen) : new SessionGraph(sd);
    }
}
