package io.github.trocr4j.model;

/** Who computes a graph. */
public enum Kernels {
    /** SameDiff's session, built-in operations only: savable, differentiable in any type, the same on each backend. */
    PLAIN,
    /**
     * {@link io.github.trocr4j.plan.PlannedGraph}: the same graph, but with LayerNorm and GELU as one operation each, which
     * ND4J 1.0.0-M2.1 does not have as TrOCR needs them. FLOAT on the CPU only.
     */
    PLANNED
}
