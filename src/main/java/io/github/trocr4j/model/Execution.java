package io.github.trocr4j.model;

import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.plan.FrozenWeights;

/**
 * How a graph is run.
 *
 * @param kernels who computes it
 * @param threads that work on one run of a plan, the caller included
 * @param frozen shared by the graphs over weights that do not change; null where they may
 */
record Execution(Kernels kernels, int threads, FrozenWeights frozen) {
    /** For weights that are in training, with all threads of the process. */
    static Execution live(Kernels kernels) {
        return new Execution(kernels, NativeStart.begin().threads(), null);
    }
}
