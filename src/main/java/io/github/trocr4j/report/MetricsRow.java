package io.github.trocr4j.report;

import java.util.OptionalDouble;

/**
 * One line of {@code metrics.csv}. A value that was not measured at this step is empty, unlike a measured NaN.
 *
 * @param step optimiser steps taken so far
 * @param epoch the epoch that this step belongs to, counted from 1
 * @param examplesSeen strips or lines trained on so far, repetitions included
 * @param trainLoss loss of this step's batch, in nats per token
 * @param learningRate learning rate of this step
 * @param gradNorm L2 norm of all gradients together, before clipping
 * @param evalLoss loss on the held-out strips or lines, in nats per token
 * @param exact fraction of the held-out strips or lines that were read exactly
 * @param digitAccuracyOrCer for strips, the fraction of their digits that were read in their place; for lines, their
 *     character error rate, 0.02 for 2 %, which may exceed 1
 * @param examplesPerSecond training speed since the previous training line
 * @param seconds duration of the run in seconds
 */
public record MetricsRow(
        long step,
        int epoch,
        long examplesSeen,
        OptionalDouble trainLoss,
        OptionalDouble learningRate,
        OptionalDouble gradNorm,
        OptionalDouble evalLoss,
        OptionalDouble exact,
        OptionalDouble digitAccuracyOrCer,
        OptionalDouble examplesPerSecond,
        OptionalDouble seconds) {
    /** Creates the line of a training step. */
    public static MetricsRow training(
            long step,
            int epoch,
            long examplesSeen,
            double trainLoss,
            double learningRate,
            double gradNorm,
            double examplesPerSecond,
            double seconds) {
        return new MetricsRow(
                step,
                epoch,
                examplesSeen,
                OptionalDouble.of(trainLoss),
                OptionalDouble.of(learningRate),
                OptionalDouble.of(gradNorm),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.of(examplesPerSecond),
                OptionalDouble.of(seconds));
    }

    /** Creates the line of an evaluation after this step; its loss may be unknown. */
    public static MetricsRow evaluation(
            long step,
            int epoch,
            long examplesSeen,
            OptionalDouble evalLoss,
            double exact,
            double digitAccuracyOrCer,
            double seconds) {
        return new MetricsRow(
                step,
                epoch,
                examplesSeen,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                evalLoss,
                OptionalDouble.of(exact),
                OptionalDouble.of(digitAccuracyOrCer),
                OptionalDouble.empty(),
                OptionalDouble.of(seconds));
    }
}
