package io.github.trocr4j.model;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.plan.CompiledGraph;
import io.github.trocr4j.plan.FrozenWeights;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The weights of a model, and how the graphs over them are run.
 *
 * @param weights that the graphs refer to
 * @param engine who computes
 * @param threads that work on one run of a plan, the caller included
 * @param frozen shared by the graphs over weights that do not change; empty where they may
 */
record Execution(Weights weights, GraphEngine engine, int threads, Optional<FrozenWeights> frozen) {
    /** For weights that may change, with all threads of the process. */
    static Execution live(Weights weights, GraphEngine engine) {
        return new Execution(weights, engine, NativeStart.begin().threads(), Optional.empty());
    }

    /** The parameters as a new graph sees them. */
    Parameters newGraph() {
        return Parameters.root(SameDiff.create(), weights, engine);
    }

    CompiledGraph compile(SameDiff sd) {
        return engine.compile(sd, threads, frozen);
    }
}
