package io.github.trocr4j.train;

import io.github.trocr4j.data.Augmentation;

/** Training of small models with all sources of randomness. */
public final class SmallTraining {
    private SmallTraining() {}

    /** Returns a training of this many steps, with {@code accumulation} micro-batches of {@code batchSize} strips. */
    public static TrainingConfigBuilder of(long steps, int batchSize, int accumulation) {
        return TrainingConfigBuilder.builder()
                .steps(steps)
                .batchSize(batchSize)
                .accumulation(accumulation)
                .learningRate(3e-3)
                .warmupSteps(5)
                .layerDecay(1)
                .adamBeta1(0.9)
                .adamBeta2(0.98)
                .adamEpsilon(1e-8)
                .weightDecay(0.05)
                .clipNorm(1)
                .labelSmoothing(0.05)
                .emaDecay(0)
                .freeze(TrainingConfig.Freeze.NONE)
                .augmentation(Augmentation.AFFINE)
                .validationDigits(100)
                .patience(0)
                .saveSteps(20)
                .seed(4);
    }
}
