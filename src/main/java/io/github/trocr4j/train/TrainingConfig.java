package io.github.trocr4j.train;

import io.github.trocr4j.data.Augmentation;

/**
 * Everything that a training run is made of, beside the model and the digits. Read and written by {@link PresetJson}.
 *
 * @param steps optimiser steps
 * @param batchSize strips in one pass
 * @param accumulation passes in one optimiser step
 * @param learningRate highest learning rate
 * @param warmupSteps steps until it is reached
 * @param layerDecay what the learning rate is multiplied by from each layer to the one before; 1 for the same everywhere
 * @param adam constants of AdamW
 * @param clipNorm largest norm of all gradients together
 * @param labelSmoothing share of the label that is spread over all classes
 * @param emaDecay of the moving average of the weights, which is what is evaluated and saved; 0 for none
 * @param freeze what is not trained
 * @param augmentation what happens to each digit
 * @param validationDigits training digits that are held out to choose the best model; 0 for none, then the last is best
 * @param patience evaluations without a better model before the run ends; 0 for no end before the last step
 * @param saveSteps steps from one checkpoint to the next
 * @param seed of the order, the augmentation, the dropout, the held-out digits and the fresh weights
 */
public record TrainingConfig(
        long steps,
        int batchSize,
        int accumulation,
        double learningRate,
        long warmupSteps,
        double layerDecay,
        AdamW.Settings adam,
        double clipNorm,
        double labelSmoothing,
        double emaDecay,
        Freeze freeze,
        Augmentation augmentation,
        int validationDigits,
        int patience,
        long saveSteps,
        long seed) {
    /** Refuses what cannot be run; the sentence names the key as {@link PresetJson} writes it. */
    public TrainingConfig {
        require(steps >= 1, "steps", "at least 1", steps);
        require(batchSize >= 1, "batch_size", "at least 1 strip", batchSize);
        require(accumulation >= 1, "accumulation", "at least 1 pass", accumulation);
        require(learningRate > 0 && Double.isFinite(learningRate), "learning_rate", "more than 0", learningRate);
        require(warmupSteps >= 0, "warmup_steps", "0 or more", warmupSteps);
        require(layerDecay > 0 && layerDecay <= 1, "layer_decay", "more than 0 and at most 1", layerDecay);
        require(clipNorm > 0, "clip_norm", "more than 0", clipNorm);
        require(labelSmoothing >= 0 && labelSmoothing < 1, "label_smoothing", "0 to below 1", labelSmoothing);
        require(emaDecay >= 0 && emaDecay < 1, "ema_decay", "0 to below 1", emaDecay);
        require(validationDigits >= 0, "validation_digits", "0 or more", validationDigits);
        require(patience >= 0, "patience", "0 or more evaluations", patience);
        require(patience == 0 || validationDigits > 0, "patience", "0 where no digits are held out", patience);
        require(saveSteps >= 1, "save_steps", "at least 1 step", saveSteps);
    }

    private static void require(boolean fine, String key, String expected, Number found) {
        if (!fine) {
            throw new IllegalArgumentException(key + ": expected " + expected + ", found " + found + ".");
        }
    }

    /** The schedule of these steps. */
    public LearningRateSchedule schedule() {
        return new LearningRateSchedule(learningRate, warmupSteps, steps);
    }

    /** How a step is split into passes. */
    public BatchPlan plan() {
        return new BatchPlan(batchSize, accumulation);
    }

    /** The same training in other passes. */
    public TrainingConfig with(BatchPlan plan) {
        return with(steps, warmupSteps, plan);
    }

    /** The same training, longer or shorter; the warm-up takes a fifth of it at most. */
    public TrainingConfig withSteps(long newSteps) {
        return with(newSteps, Math.min(warmupSteps, Math.max(1, newSteps / 5)), plan());
    }

    /** Steps of so many workers, each with what is a step of this training; as many strips in all, in fewer steps. */
    public TrainingConfig sharedBy(int workers) {
        return workers == 1
                ? this
                : with(new BatchPlan(batchSize, Math.multiplyExact(accumulation, workers)))
                        .withSteps(Math.max(1, steps / workers));
    }

    private TrainingConfig with(long newSteps, long newWarmupSteps, BatchPlan plan) {
        return new TrainingConfig(
                newSteps,
                plan.batchSize(),
                plan.accumulation(),
                learningRate,
                newWarmupSteps,
                layerDecay,
                adam,
                clipNorm,
                labelSmoothing,
                emaDecay,
                freeze,
                augmentation,
                validationDigits,
                patience,
                saveSteps,
                seed);
    }

    /** Strips that one optimiser step sees. */
    public int stripsPerStep() {
        return batchSize * accumulation;
    }
}
