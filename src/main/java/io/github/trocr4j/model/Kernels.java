package io.github.trocr4j.model;

import io.github.trocr4j.natives.Backend;

/** Who computes a graph. */
public enum Kernels {
    /** SameDiff's session, built-in operations only: savable, differentiable in any type, the same on each backend. */
    PLAIN,
    /**
     * {@link io.github.trocr4j.plan.PlannedGraph}: the same graph, but with LayerNorm and GELU as one operation each, which
     * ND4J 1.0.0-M2.1 does not have as TrOCR needs them. FLOAT on the CPU only.
     */
    PLANNED;

    /** The best ones there: plans read and write the memory of the machine, of which a card knows nothing. */
    public static Kernels fastestOn(Backend backend) {
        return PLANNED.runOn(backend) ? PLANNED : PLAIN;
    }

    /** Whether they can compute there. */
    public boolean runOn(Backend backend) {
        return this == PLAIN || backend == Backend.CPU;
    }

    /**
     * Themselves, if they can compute in this process.
     *
     * @throws IllegalArgumentException if they cannot
     */
    public Kernels requireHere() {
        if (!runOn(Backend.here())) {
            throw new IllegalArgumentException("Plans compute on the CPU only, and this build computes on a card: take"
                    + " the plain graph (--plain-graph, Kernels.PLAIN).");
        }
        return this;
    }
}
