package io.github.trocr4j.report;

import java.util.OptionalDouble;

/**
 * One line of {@code metrics.csv}. A value that was not measured at this step is absent, which is not the same as NaN: a
 * loss that is NaN was measured.
 *
 * @param step optimiser steps taken so far
 * @param epoch the epoch that this step belongs to, counted from 1
 * @param stripsSeen strips trained on so far, repetitions included
 * @param trainLoss loss of this step's batch, in nats per token
 * @param learningRate learning rate of this step
 * @param gradNorm L2 norm of all gradients together, before clipping
 * @param evalLoss loss on the strips held out, in nats per token
 * @param exactStrips fraction of the strips held out that were read exactly
 * @param digitAccuracy fraction of their digits that were read in their place
 * @param stripsPerSecond how fast training went since the line before
 * @param seconds how long the run has lasted
 */
public record MetricsRow(
        long step,
        int epoch,
        long stripsSeen,
        OptionalDouble trainLoss,
        OptionalDouble learningRate,
        OptionalDouble gradNorm,
        OptionalDouble evalLoss,
        OptionalDouble exactStrips,
        OptionalDouble digitAccuracy,
        OptionalDouble stripsPerSecond,
        OptionalDouble seconds) {
    /** The line of a training step. */
    public static MetricsRow training(
            long step,
            int epoch,
            long stripsSeen,
            double trainLoss,
            double learningRate,
            double gradNorm,
            double stripsPerSecond,
            double seconds) {
        return new MetricsRow(
                step,
                epoch,
                stripsSeen,
                OptionalDouble.of(trainLoss),
                OptionalDouble.of(learningRate),
                OptionalDouble.of(gradNorm),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.of(stripsPerSecond),
                OptionalDouble.of(seconds));
    }

    /** The line of an evaluation after this step; its loss may be unknown. */
    public static MetricsRow evaluation(
            long step,
            int epoch,
            long stripsSeen,
            OptionalDouble evalLoss,
            double exactStrips,
            double digitAccuracy,
            double seconds) {
        return new MetricsRow(
                step,
                epoch,
                stripsSeen,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                evalLoss,
                OptionalDouble.of(exactStrips),
                OptionalDouble.of(digitAccuracy),
                OptionalDouble.empty(),
                OptionalDouble.of(seconds));
    }
}
