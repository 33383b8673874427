package io.github.trocr4j.model;

import io.github.trocr4j.plan.FrozenWeights;

/**
 * How a graph is run.
 *
 * @param kernels who computes it
 * @param frozen shared by the graphs over weights that do not change; null where they may
 */
record Execution(Kernels kernels, FrozenWeights frozen) {
    /** For weights that are in training. */
    static Execution live(Kernels kernels) {
        return new Execution(kernels, null);
    }
}
