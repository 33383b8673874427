package io.github.trocr4j.train;

import io.github.trocr4j.data.Augmentation;

/**
 * Everything that a training run is made of, beside the model and the digits.
 *
 * @param steps optimiser steps
 * @param batchSize strips in one pass
 * @param accumulation passes in one optimiser step
 * @param learningRate highest learning rate
 * @param warmupSteps steps until it is reached
 * @param adam constants of AdamW
 * @param clipNorm largest norm of all gradients together
 * @param labelSmoothing share of the label that is spread over all classes
 * @param augmentation what happens to each digit
 * @param evaluationStrips strips read after each epoch, spread over the test set
 * @param seed of the order, the augmentation, the dropout and the fresh weights
 */
public record TrainingConfig(
        long steps,
        int batchSize,
        int accumulation,
        double learningRate,
        long warmupSteps,
        AdamW.Settings adam,
        double clipNorm,
        double labelSmoothing,
        Augmentation augmentation,
        int evaluationStrips,
        long seed) {
    /** Refuses what cannot be run. */
    public TrainingConfig {
        if (steps < 1 || batchSize < 1 || accumulation < 1) {
            throw new IllegalArgumentException(
                    "Training needs at least 1 step, 1 strip a pass and 1 pass a step, found " + steps + ", "
                            + batchSize + " and " + accumulation + ".");
        }
        if (!(learningRate > 0) || !(clipNorm > 0) || !(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("Training needs a positive learning rate and clip norm and a label"
                    + " smoothing from 0 to below 1, found " + learningRate + ", " + clipNorm + " and "
                    + labelSmoothing + ".");
        }
    }

    /** The schedule of these steps. */
    public LearningRateSchedule schedule() {
        return new LearningRateSchedule(learningRate, warmupSteps, steps);
    }

    /** The same training in other passes. */
    public TrainingConfig with(BatchPlan plan) {
        return new TrainingConfig(
                steps,
                plan.batchSize(),
                plan.accumulation(),
                learningRate,
                warmupSteps,
                adam,
                clipNorm,
                labelSmoothing,
                augmentation,
                evaluationStrips,
                seed);
    }

    /** Strips that one optimiser step sees. */
    public int stripsPerStep() {
        return batchSize * accumulation;
    }
}
