package io.github.trocr4j.teacher.training;

import org.nd4j.linalg.schedule.ISchedule;

/**
 * Linear warm-up, then half a cosine down to zero, for updaters of ND4J, which has no cosine.
 *
 * @param peak highest learning rate
 * @param warmup steps until it is reached
 * @param steps steps until it is zero
 */
record LearningRate(double peak, int warmup, int steps) implements ISchedule {
    private static final long serialVersionUID = 1L;

    @Override
    public double valueAt(int step, int epoch) {
        if (step < warmup) {
            return peak * (step + 1) / warmup;
        }
        double progress = (double) (step - warmup) / Math.max(1, steps - warmup);
        return peak * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
    }

    @Override
    public LearningRate clone() {
        return this;
    }
}
