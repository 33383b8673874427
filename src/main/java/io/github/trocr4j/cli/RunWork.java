package io.github.trocr4j.cli;

import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.run.HeldOut;
import io.github.trocr4j.train.TrainingConfig;

/**
 * The amount of work in a run: steps, readings of the held-out strips, and the final reading of the test strips.
 *
 * @param steps optimiser steps
 * @param stripsPerStep strips in a step
 * @param stripsPerEpoch strips in a pass over the training digits
 * @param validationStrips strips that are read after each epoch and after the last step; 0 for none
 * @param testStrips strips that are read at the end
 */
record RunWork(long steps, int stripsPerStep, int stripsPerEpoch, int validationStrips, int testStrips) {
    /**
     * The time to read a strip relative to the time to train on it: there is no backward pass, but a decoder pass for
     * each digit.
     */
    private static final double READING_SHARE = 0.5;

    /** Seconds to write models, pictures and the page. */
    private static final double WRITING_SECONDS = 2;

    private static final double MAX_STEPS = 1e12;

    /** Returns the work of this training with these digits. */
    static RunWork of(TrainingConfig config, Digits digits) {
        return new RunWork(
                config.steps(),
                config.stripsPerStep(),
                HeldOut.stripsToLearnFrom(digits.train(), config),
                HeldOut.stripsHeldOut(digits.train(), config),
                digits.test().size() / Strip.LENGTH);
    }

    /** Returns this work with another number of steps. */
    RunWork withSteps(long newSteps) {
        return new RunWork(newSteps, stripsPerStep, stripsPerEpoch, validationStrips, testStrips);
    }

    /** Returns how often the held-out strips are read after step {@code done}. */
    long evaluationsAfter(long done) {
        if (validationStrips == 0 || done >= steps) {
            return 0;
        }
        boolean lastEndsEpoch = steps * stripsPerStep % stripsPerEpoch < stripsPerStep;
        return Math.min(steps - done, epochs(steps) - epochs(done) + (lastEndsEpoch ? 0 : 1));
    }

    private long epochs(long step) {
        return step * stripsPerStep / stripsPerEpoch;
    }

    /** Estimates the seconds to read a strip from those of a step. */
    double readSeconds(double stepSeconds) {
        return READING_SHARE * stepSeconds / stripsPerStep;
    }

    /** Estimates the seconds of the whole run from those of a step. */
    double seconds(double stepSeconds) {
        return seconds(steps, evaluationsAfter(0), stepSeconds, readSeconds(stepSeconds));
    }

    /** Returns the largest number of steps, at least 1, with which the whole run takes at most {@code seconds}. */
    long stepsIn(double seconds, double stepSeconds) {
        long fits = 1;
        long fitsNot = Math.max(2, (long) Math.min(MAX_STEPS, seconds / stepSeconds) + 1);
        while (fitsNot - fits > 1) {
            long middle = (fits + fitsNot) / 2;
            if (withSteps(middle).seconds(stepSeconds) <= seconds) {
                fits = middle;
            } else {
                fitsNot = middle;
            }
        }
        return fits;
    }

    /**
     * Estimates the seconds until the end.
     *
     * @param stepsLeft the steps left
     * @param evaluationsLeft the readings of the held-out strips left
     * @param stepSeconds the seconds of a step
     * @param readSeconds the seconds to read a strip
     */
    double seconds(long stepsLeft, long evaluationsLeft, double stepSeconds, double readSeconds) {
        return stepsLeft * stepSeconds
                + (evaluationsLeft * validationStrips + testStrips) * readSeconds
                + WRITING_SECONDS;
    }
}
