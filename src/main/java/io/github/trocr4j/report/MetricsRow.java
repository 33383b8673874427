package io.github.trocr4j.report;

import java.util.OptionalDouble;

/**
 * One line of {@code metrics.csv}. A value that was not measured at this step is empty, unlike a measured NaN.
 *
 * @param step optimiser steps taken so far
 * @param epoch the epoch that this step belongs to, counted from 1
 * @param stripsSeen strips trained on so far, repetitions included
 * @param trainLoss loss of this step's batch, in nats per token
 * @param learningRate learning rate of this step
 * @param gradNorm L2 norm of all gradients together, before clipping
 * @param evalLoss loss on the held-out strips, in nats per token
 * @param exactStrips fraction of the held-out strips that were read exactly
 * @param digitAccuracy fraction of their digits that were read in their place
 * @param stripsPerSecond training speed since the previous training line
 * @param seconds duration of the run in seconds
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
    /** Creates the line of a training step. */
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

    /** Creates the line of an evaluation after this step; its loss may be unknown. */
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
