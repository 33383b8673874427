package io.github.trocr4j.train;

/**
 * How far a run has come. Together with the weights, the moments and the configuration it is the whole state of a run:
 * everything random is a function of the seed and the step, so the order of the digits and the place in the epoch follow
 * from {@code step}.
 *
 * @param step optimiser steps done
 * @param seconds of training so far, over all processes of the run
 * @param best digit accuracy of the best model so far; -1 before the first evaluation
 * @param bestStep the step after which it was measured
 * @param evaluationsSinceBest evaluations since then
 */
public record Progress(long step, double seconds, double best, long bestStep, int evaluationsSinceBest) {
    /** Before the first step. */
    public static final Progress NONE = new Progress(0, 0, -1, 0, 0);

    Progress at(long newStep, double newSeconds) {
        return new Progress(newStep, newSeconds, best, bestStep, evaluationsSinceBest);
    }

    /** After an evaluation of the weights of this step. Ties go to the later model, which has seen more strips. */
    Progress evaluated(double accuracy) {
        return accuracy >= best
                ? new Progress(step, seconds, accuracy, step, 0)
                : new Progress(step, seconds, best, bestStep, evaluationsSinceBest + 1);
    }

    /** Whether the last evaluation was that of the best model. */
    public boolean isBest() {
        return bestStep == step && best >= 0;
    }
}
