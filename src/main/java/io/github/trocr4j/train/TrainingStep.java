package io.github.trocr4j.train;

import java.util.List;

/** Performs the optimiser steps of a run: in this process, or with the workers of {@code train.distributed}. */
@FunctionalInterface
public interface TrainingStep extends AutoCloseable {
    /**
     * The result of one step.
     *
     * @param loss mean over the step, including label smoothing
     * @param gradientNorm L2 norm before clipping
     */
    record Result(double loss, double gradientNorm) {
        /**
         * Returns this result if both values are finite.
         *
         * @param step number of the step, from 0
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
     * Performs at least one step. If it throws, weights and moments are those before the call.
     *
     * @param stepsDone number of steps done so far
     * @return one result for each step, in order
     * @throws TrainingDivergedException if the loss or the gradient norm is not finite
     * @throws StepLostException if the workers that should have computed the steps are lost
     */
    List<Result> take(long stepsDone);

    /** Releases resources; does nothing by default. */
    @Override
    default void close() {}
}
