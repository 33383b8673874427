package io.github.trocr4j.cli;

import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.run.HeldOut;
import io.github.trocr4j.train.TrainingConfig;

/**
 * What a run has to do, counted: steps, readings of the held-out strips, and the reading of the test strips after them.
 *
 * @param steps optimiser steps
 * @param stripsPerStep strips that a step learns from
 * @param stripsPerEpoch strips in a walk over the training digits
 * @param validationStrips strips that are read after each epoch and after the last step; 0 for no such readings
 * @param testStrips strips that are read at the end
 */
record RunWork(long steps, int stripsPerStep, int stripsPerEpoch, int validationStrips, int testStrips) {
    /** Reading a strip takes no backward pass, but a pass of the decoder for each digit: this share of learning from it. */
    private static final double READING = 0.5;

    /** Seconds for models, pictures and page. */
    private static final double PAGES = 2;

    private static final double MOST_STEPS = 1e12;

    /** Of this training with these digits. */
    static RunWork of(TrainingConfig config, Digits digits) {
        return new RunWork(
                config.steps(),
                config.stripsPerStep(),
                HeldOut.stripsToLearnFrom(digits.train(), config),
                HeldOut.stripsHeldOut(digits.train(), config),
                digits.test().size() / Strip.LENGTH);
    }

    /** The same with another number of steps. */
    RunWork withSteps(long newSteps) {
        return new RunWork(newSteps, stripsPerStep, stripsPerEpoch, validationStrips, testStrips);
    }

    /** How often the held-out strips are read after the steps that follow on step {@code done}. */
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

    /** Seconds to read a strip, guessed from a step's. */
    double readSeconds(double stepSeconds) {
        return READING * stepSeconds / stripsPerStep;
    }

    /** Seconds for all of it, where a step takes so many. */
    double seconds(double stepSeconds) {
        return seconds(steps, evaluationsAfter(0), stepSeconds, readSeconds(stepSeconds));
    }

    /** With how many steps, but one at least, all of it is done in so many seconds. */
    long stepsIn(double seconds, double stepSeconds) {
        long fits = 1;
        long fitsNot = Math.max(2, (long) Math.min(MOST_STEPS, seconds / stepSeconds) + 1);
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
     * Seconds until the end.
     *
     * @param stepsLeft steps that are still to be done
     * @param evaluationsLeft how often the held-out strips are still to be read
     * @param stepSeconds a step
     * @param readSeconds reading a strip
     */
    double seconds(long stepsLeft, long evaluationsLeft, double stepSeconds, double readSeconds) {
        return stepsLeft * stepSeconds + (evaluationsLeft * validationStrips + testStrips) * readSeconds + PAGES;
    }
}
