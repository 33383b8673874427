package io.github.trocr4j.teacher.training;

import io.github.trocr4j.train.TrainingConfig;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * The learning rate of {@code train}, for updaters of ND4J, which has no half cosine.
 *
 * @param peak highest learning rate
 * @param warmup steps until it is reached
 * @param steps steps until it is zero
 */
record LearningRate(double peak, int warmup, int steps) implements ISchedule {
    private static final long serialVersionUID = 1L;

    @Override
    public double valueAt(int step, int epoch) {
        return new TrainingConfig.LearningRateSchedule(peak, warmup, steps).at(step);
    }

    @Override
    public LearningRate clone() {
        return this;
    }
}
