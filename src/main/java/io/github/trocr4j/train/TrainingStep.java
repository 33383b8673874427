package io.github.trocr4j.train;

import java.util.List;

/** How the optimiser steps of a run are taken: in this process, or by the workers of {@code train.distributed}. */
@FunctionalInterface
public interface TrainingStep extends AutoCloseable {
    /**
     * One step that was taken.
     *
     * @param loss mean over the step, label smoothing included
     * @param gradientNorm before clipping
     */
    record Result(double loss, double gradientNorm) {
        /**
         * This, if both are finite.
         *
         * @param step the number of the step, from 0
         * @throws TrainingDivergedException if not
         */
        public Result requireFinite(long step) {
            if (!Double.isFinite(loss) || !Double.isFinite(gradientNorm)) {
                throw new TrainingDivergedException(step + 1, loss, gradientNorm);
            }
            return this;
        }
    }

    /**
     * Takes at least one step. If it throws, weights and moments are those before the call.
     *
     * @param stepsDone the number of steps taken so far
     * @return one result for each step taken, in order
     * @throws TrainingDivergedException if the loss or the gradient is not finite
     * @throws StepLostException if the workers that should have computed the steps are lost
     */
    List<Result> take(long stepsDone);

    /** Releases what this holds; nothing by default. */
    @Override
    default void close() {}
}
