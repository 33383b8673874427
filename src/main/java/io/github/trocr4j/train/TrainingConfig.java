package io.github.trocr4j.train;

import io.github.trocr4j.data.Augmentation;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * Everything that a training run is made of, beside the model and the digits. Read and written by {@link Preset}, by the
 * table of {@link TrainingKey}. Made and changed with {@code TrainingConfigBuilder}, which RecordBuilder generates.
 *
 * @param steps optimiser steps
 * @param batchSize strips in one micro-batch: one forward and backward pass
 * @param accumulation micro-batches in one optimiser step (gradient accumulation)
 * @param learningRate highest learning rate
 * @param warmupSteps steps until it is reached
 * @param layerDecay what the learning rate is multiplied by from each layer to the one before; 1 for the same everywhere
 * @param adamBeta1 decay of AdamW's first moments
 * @param adamBeta2 decay of its second moments
 * @param adamEpsilon added to the root of the second moment
 * @param weightDecay AdamW's, times the learning rate
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
@RecordBuilder
public record TrainingConfig(
        long steps,
        int batchSize,
        int accumulation,
        double learningRate,
        long warmupSteps,
        double layerDecay,
        double adamBeta1,
        double adamBeta2,
        double adamEpsilon,
        double weightDecay,
        double clipNorm,
        double labelSmoothing,
        double emaDecay,
        Freeze freeze,
        Augmentation augmentation,
        int validationDigits,
        int patience,
        long saveSteps,
        long seed) {
    /** Refuses what cannot be run; the sentence begins with the key. */
    public TrainingConfig {
        require(steps >= 1, TrainingKey.STEPS, "at least 1", steps);
        require(batchSize >= 1, TrainingKey.BATCH_SIZE, "at least 1 strip", batchSize);
        require(accumulation >= 1, TrainingKey.ACCUMULATION, "at least 1 pass", accumulation);
        require(
                learningRate > 0 && Double.isFinite(learningRate),
                TrainingKey.LEARNING_RATE,
                "more than 0",
                learningRate);
        require(warmupSteps >= 0, TrainingKey.WARMUP_STEPS, "0 or more", warmupSteps);
        require(layerDecay > 0 && layerDecay <= 1, TrainingKey.LAYER_DECAY, "more than 0 and at most 1", layerDecay);
        require(clipNorm > 0, TrainingKey.CLIP_NORM, "more than 0", clipNorm);
        require(labelSmoothing >= 0 && labelSmoothing < 1, TrainingKey.LABEL_SMOOTHING, "0 to below 1", labelSmoothing);
        require(emaDecay >= 0 && emaDecay < 1, TrainingKey.EMA_DECAY, "0 to below 1", emaDecay);
        require(validationDigits >= 0, TrainingKey.VALIDATION_DIGITS, "0 or more", validationDigits);
        require(patience >= 0, TrainingKey.PATIENCE, "0 or more evaluations", patience);
        require(
                patience == 0 || validationDigits > 0,
                TrainingKey.PATIENCE,
                "0 where no digits are held out",
                patience);
        require(saveSteps >= 1, TrainingKey.SAVE_STEPS, "at least 1 step", saveSteps);
    }

    private static void require(boolean fine, TrainingKey key, String expected, Number found) {
        if (!fine) {
            throw new IllegalArgumentException(key.key() + ": expected " + expected + ", found " + found + ".");
        }
    }

    /** The constants of AdamW. */
    public AdamW.Settings adam() {
        return new AdamW.Settings(adamBeta1, adamBeta2, adamEpsilon, weightDecay);
    }

    /** The schedule of these steps. */
    public LearningRateSchedule schedule() {
        return new LearningRateSchedule(learningRate, warmupSteps, steps);
    }

    /** How a step is split into micro-batches. */
    public BatchPlan plan() {
        return new BatchPlan(batchSize, accumulation);
    }

    /** The same training in other micro-batches. */
    public TrainingConfig with(BatchPlan plan) {
        return TrainingConfigBuilder.builder(this)
                .batchSize(plan.batchSize())
                .accumulation(plan.accumulation())
                .build();
    }

    /** The same training, longer or shorter; the warm-up takes a fifth of it at most. */
    public TrainingConfig withSteps(long newSteps) {
        return TrainingConfigBuilder.builder(this)
                .steps(newSteps)
                .warmupSteps(Math.min(warmupSteps, Math.max(1, newSteps / 5)))
                .build();
    }

    /** Steps of so many workers, each with what is a step of this training; as many strips in all, in fewer steps. */
    public TrainingConfig sharedBy(int workers) {
        return workers == 1
                ? this
                : with(new BatchPlan(batchSize, Math.multiplyExact(accumulation, workers)))
                        .withSteps(Math.max(1, steps / workers));
    }

    /** Strips that one optimiser step sees. */
    public int stripsPerStep() {
        return batchSize * accumulation;
    }

    /** The part of a model that is not trained. */
    public enum Freeze {
        /** Nothing: all is trained. */
        NONE,
        /** The encoder: only the decoder and its head learn, and no gradient runs back through the encoder. */
        ENCODER;

        /** Whether a parameter is trained. */
        public boolean trains(String key) {
            return this == NONE || !key.startsWith("encoder.");
        }
    }

    /**
     * Linear warm-up, then half a cosine down to zero (Loshchilov and Hutter 2017): {@code get_cosine_schedule_with_warmup}
     * of HF. ND4J has ramps and cycles, but no cosine.
     *
     * @param peak the highest learning rate
     * @param warmupSteps steps until it is reached
     * @param totalSteps steps until it is zero
     */
    public record LearningRateSchedule(double peak, long warmupSteps, long totalSteps) {
        /** Learning rate of a step, counted from 0. */
        public double at(long step) {
            if (step < warmupSteps) {
                return peak * (step + 1) / warmupSteps;
            }
            double progress = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
            return peak * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
        }
    }
}
