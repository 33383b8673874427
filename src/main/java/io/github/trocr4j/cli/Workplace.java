package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.train.BatchPlan;
import io.github.trocr4j.train.GradientSource;
import io.github.trocr4j.train.LocalGradients;
import io.github.trocr4j.train.RunIdentity;
import java.io.IOException;

/** Where the gradients of a training are computed. */
interface Workplace {
    /** In this process. */
    Workplace HERE = new Workplace() {
        @Override
        public BatchPlan plan(TrOcrConfig model, int stripsPerStep) {
            return BatchPlan.fitting(model, stripsPerStep, NativeMemory.usable());
        }

        @Override
        public int threads() {
            return NativeStart.begin().threads();
        }

        @Override
        public String description() {
            return Backend.here().description();
        }

        @Override
        public GradientSource gradients(RunIdentity identity, ModelDirectory model, DigitSet train) throws IOException {
            return SilentOutput.during(() -> new LocalGradients(
                    identity.recipe().training(), model.weights(), model.processor(), identity.kernels(), train));
        }
    };

    /**
     * How the strips of a step are split into passes.
     *
     * @throws IOException one sentence, if they cannot be split there
     */
    BatchPlan plan(TrOcrConfig model, int stripsPerStep) throws IOException;

    /** Threads of each process that computes. */
    int threads();

    /** For people: what computes. */
    String description();

    /**
     * Gradients of the weights of this model, which change from step to step.
     *
     * @param train digits to learn from
     */
    GradientSource gradients(RunIdentity identity, ModelDirectory model, DigitSet train) throws IOException;
}
