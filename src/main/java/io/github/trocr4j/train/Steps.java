package io.github.trocr4j.train;

import java.util.List;

/** Takes the optimiser steps of a run. */
interface Steps extends AutoCloseable {
    /**
     * What is known of a step that was taken.
     *
     * @param loss mean over the step, label smoothing included
     * @param gradientNorm before clipping
     */
    record Taken(double loss, double gradientNorm) {
        /** This, if both are numbers. */
        Taken orDiverged(long step) {
            if (!Double.isFinite(loss) || !Double.isFinite(gradientNorm)) {
                throw new TrainingDivergedException(step + 1, loss, gradientNorm);
            }
            return this;
        }
    }

    /**
     * Takes steps, one at least; weights and moments are those behind the last of them when it returns, and those of before
     * where it throws.
     *
     * @param step how many there were before
     * @throws TrainingDivergedException where loss or gradient are no numbers any more
     * @throws StepLostException if others were to compute them and did not
     */
    List<Taken> take(long step);

    @Override
    void close();
}
