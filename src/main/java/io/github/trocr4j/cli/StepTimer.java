package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.Workloads;
import io.github.trocr4j.bench.Stopwatch;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.train.BatchPlan;
import java.io.IOException;

/** Measures how long an optimiser step takes here and now, on a throw-away copy of the model. */
final class StepTimer {
    private static final double SECONDS = 3;

    private StepTimer() {}

    /** Median seconds of a step of these passes. Making batches goes on beside it and is not in it. */
    static double seconds(TrOcrConfig model, BatchPlan plan, GraphEngine engine) throws IOException {
        ModelDirectory copy = ModelDirectory.fresh(model, 1);
        try (Workloads workloads = new Workloads(copy, engine);
                Workloads.Workload pass = SilentOutput.during(
                        () -> workloads.training(model.encoder().imageSize(), plan.batchSize()))) {
            Stopwatch.real().warmUp(pass.once());
            return Stopwatch.real().during(pass.once(), SECONDS).median() / 1e3 * plan.accumulation();
        }
    }
}
