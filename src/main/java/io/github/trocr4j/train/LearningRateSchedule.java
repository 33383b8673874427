package io.github.trocr4j.train;

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
