package io.github.trocr4j.train;

import io.github.trocr4j.data.Augmentation;

/** Trainings for tests: small, and different from the usual one in what a test says. */
public final class Changes {
    private double learningRate = 3e-3;
    private double emaDecay;
    private double layerDecay = 1;
    private Freeze freeze = Freeze.NONE;
    private int patience;
    private long saveSteps = 20;

    Changes learningRate(double value) {
        this.learningRate = value;
        return this;
    }

    Changes emaDecay(double value) {
        this.emaDecay = value;
        return this;
    }

    Changes layerDecay(double value) {
        this.layerDecay = value;
        return this;
    }

    Changes freeze(Freeze value) {
        this.freeze = value;
        return this;
    }

    Changes patience(int value) {
        this.patience = value;
        return this;
    }

    Changes saveSteps(long value) {
        this.saveSteps = value;
        return this;
    }

    TrainingConfig of(TrainingConfig length) {
        return of(length.steps(), length.batchSize(), length.accumulation());
    }

    TrainingConfig of(long steps, int batchSize, int accumulation) {
        return new TrainingConfig(
                steps,
                batchSize,
                accumulation,
                learningRate,
                5,
                layerDecay,
                new AdamW.Settings(0.9, 0.98, 1e-8, 0.05),
                1.0,
                0.05,
                emaDecay,
                freeze,
                Augmentation.AFFINE,
                100,
                patience,
                saveSteps,
                4);
    }
}
