package io.github.trocr4j.train;

import io.github.trocr4j.data.Augmentation;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * The configuration of a training run, without the model and the digits. {@link Preset} reads and writes it with the
 * table of {@link TrainingKey}. {@code TrainingConfigBuilder}, which RecordBuilder generates, creates and changes it.
 *
 * @param steps optimiser steps
 * @param batchSize strips in one micro-batch: one forward and backward pass
 * @param accumulation micro-batches in one optimiser step (gradient accumulation)
 * @param learningRate highest learning rate
 * @param muonScale learning rate of Muon, which then trains the matrices of the layers, as a multiple of AdamW's; 0 for
 *     AdamW alone
 * @param warmupSteps steps until it is reached
 * @param layerDecay factor for the learning rate from each layer to the previous one; 1 for the same rate everywhere
 * @param adamBeta1 decay rate of AdamW's first moments
 * @param adamBeta2 decay rate of its second moments
 * @param adamEpsilon added to the root of the second moment
 * @param weightDecay weight decay of AdamW and Muon, multiplied by their learning rates
 * @param clipNorm largest L2 norm of all gradients together
 * @param labelSmoothing part of the label that is spread over all classes
 * @param emaDecay decay of the moving average of the weights, which is evaluated and saved; 0 for no average
 * @param dropPath rate of stochastic depth in the encoder's last layer, which rises linearly from 0 in the first
 * @param freeze part of the model that is not trained
 * @param augmentation random changes of each digit
 * @param augmentedEpochs epochs in which digits are changed and grouped into strips anew, after which the same strips
 *     come again; 0 for no end; 0 for anything but strips
 * @param validationDigits training digits that are held out to choose the best model; if 0, the last model is the best
 * @param patience evaluations without improvement after which the run ends; 0 for no such end
 * @param saveSteps steps between two checkpoints
 * @param seed seed of the order, the augmentation, the dropout, the held-out digits and the initial weights
 */
@RecordBuilder
public record TrainingConfig(
        long steps,
        int batchSize,
        int accumulation,
        double learningRate,
        double muonScale,
        long warmupSteps,
        double layerDecay,
        double adamBeta1,
        double adamBeta2,
        double adamEpsilon,
        double weightDecay,
        double clipNorm,
        double labelSmoothing,
        double emaDecay,
        double dropPath,
        Freeze freeze,
        Augmentation augmentation,
        int augmentedEpochs,
        int validationDigits,
        int patience,
        long saveSteps,
        long seed) {
    /** More would be as good as no end, and the number of their strips has to be an int. */
    private static final int MOST_AUGMENTED_EPOCHS = 1_000;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range; the message begins with its key
     */
    public TrainingConfig {
        require(steps >= 1, TrainingKey.STEPS, "at least 1", steps);
        require(batchSize >= 1, TrainingKey.BATCH_SIZE, "at least 1 strip", batchSize);
        require(accumulation >= 1, TrainingKey.ACCUMULATION, "at least 1 micro-batch", accumulation);
        require(
                learningRate > 0 && Double.isFinite(learningRate),
                TrainingKey.LEARNING_RATE,
                "more than 0",
                learningRate);
        require(muonScale >= 0 && Double.isFinite(muonScale), TrainingKey.MUON_SCALE, "0 or more", muonScale);
        require(warmupSteps >= 0, TrainingKey.WARMUP_STEPS, "0 or more", warmupSteps);
        require(layerDecay > 0 && layerDecay <= 1, TrainingKey.LAYER_DECAY, "more than 0 and at most 1", layerDecay);
        require(clipNorm > 0, TrainingKey.CLIP_NORM, "more than 0", clipNorm);
        require(labelSmoothing >= 0 && labelSmoothing < 1, TrainingKey.LABEL_SMOOTHING, "0 to below 1", labelSmoothing);
        require(emaDecay >= 0 && emaDecay < 1, TrainingKey.EMA_DECAY, "0 to below 1", emaDecay);
        require(dropPath >= 0 && dropPath < 1, TrainingKey.DROP_PATH, "0 to below 1", dropPath);
        require(
                augmentedEpochs >= 0 && augmentedEpochs <= MOST_AUGMENTED_EPOCHS,
                TrainingKey.AUGMENTED_EPOCHS,
                "0 to " + MOST_AUGMENTED_EPOCHS,
                augmentedEpochs);
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

    /** Returns the hyperparameters of AdamW. */
    public AdamW.Settings adam() {
        return new AdamW.Settings(adamBeta1, adamBeta2, adamEpsilon, weightDecay);
    }

    /** Returns the schedule of the learning rate. */
    public LearningRateSchedule schedule() {
        return new LearningRateSchedule(learningRate, warmupSteps, steps);
    }

    /** Returns how a step is split into micro-batches. */
    public BatchPlan batchPlan() {
        return new BatchPlan(batchSize, accumulation);
    }

    /** Returns the same training with other micro-batches. */
    public TrainingConfig with(BatchPlan plan) {
        return TrainingConfigBuilder.builder(this)
                .batchSize(plan.batchSize())
                .accumulation(plan.accumulation())
                .build();
    }

    /** Returns the same training with another number of steps. The warm-up is limited to a fifth of it. */
    public TrainingConfig withSteps(long newSteps) {
        return TrainingConfigBuilder.builder(this)
                .steps(newSteps)
                .warmupSteps(Math.min(warmupSteps, Math.max(1, newSteps / 5)))
                .build();
    }

    /**
     * Returns the training whose step is the joint step of several workers, each with the micro-batches of one step of
     * this training. The number of strips stays the same, in fewer steps.
     */
    public TrainingConfig sharedBy(int workers) {
        return workers == 1
                ? this
                : with(new BatchPlan(batchSize, Math.multiplyExact(accumulation, workers)))
                        .withSteps(Math.max(1, steps / workers));
    }

    /** Returns the number of strips in one optimiser step. */
    public int stripsPerStep() {
        return batchSize * accumulation;
    }

    /** The part of a model that is not trained. */
    public enum Freeze {
        /** Everything is trained. */
        NONE,
        /**
         * The encoder is frozen: only the decoder and its head are trained, and no gradient is computed in the encoder.
         */
        ENCODER;

        /** Returns whether a parameter is trained. */
        public boolean trains(String key) {
            return this == NONE || !key.startsWith("encoder.");
        }
    }

    /**
     * Linear warm-up, then half a cosine down to zero (Loshchilov and Hutter 2017), as HuggingFace's
     * {@code get_cosine_schedule_with_warmup}. ND4J has ramps and cycles, but no cosine.
     *
     * @param peak highest learning rate
     * @param warmupSteps steps until it is reached
     * @param totalSteps steps until it is zero
     */
    public record LearningRateSchedule(double peak, long warmupSteps, long totalSteps) {
        /** Returns the learning rate of a step, counted from 0. */
        public double at(long step) {
            if (step < warmupSteps) {
                return peak * (step + 1) / warmupSteps;
            }
            double progress = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
            return peak * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
        }
    }
}
