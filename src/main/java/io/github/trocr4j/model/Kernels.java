package io.github.trocr4j.model;

/**
 * Who computes LayerNorm and GELU. ND4J 1.0.0-M2.1 has neither as TrOCR needs them, and builds them from ten slow
 * operations each.
 */
public enum Kernels {
    /** Built-in operations only: savable, differentiable in any type, the same on each backend. */
    PLAIN,
    /** One operation each, computed by {@link JavaKernelSession} on FLOAT arrays. */
    JAVA
}
