package io.github.trocr4j.cli;

import io.github.trocr4j.run.TrainingData;
import io.github.trocr4j.train.TrainingConfig;

/**
 * The amount of work in a run: steps, readings of the held-out pictures, and the final reading of the test pictures.
 *
 * @param steps optimiser steps
 * @param picturesPerStep pictures in a step
 * @param picturesPerEpoch pictures in a pass over the training data
 * @param validationPictures pictures that are read after each epoch and after the last step; 0 for none
 * @param testPictures pictures that are read at the end
 * @param picture what a picture is called: strip or line
 */
record RunWork(
        long steps,
        int picturesPerStep,
        int picturesPerEpoch,
        int validationPictures,
        int testPictures,
        String picture) {
    /**
     * The time to read a picture relative to the time to train on it: there is no backward pass, but a decoder pass for
     * each digit.
     */
    private static final double READING_SHARE = 0.5;

    /** Seconds to write models, pictures and the page. */
    private static final double WRITING_SECONDS = 2;

    private static final double MAX_STEPS = 1e12;

    /** Returns the work of this training with this data. */
    static RunWork of(TrainingConfig config, TrainingData data) {
        TrainingData.Counts counts = data.counts(config);
        return new RunWork(
                config.steps(),
                config.stripsPerStep(),
                counts.train(),
                counts.validation(),
                counts.test(),
                data.picture());
    }

    /** Returns this work with another number of steps. */
    RunWork withSteps(long newSteps) {
        return new RunWork(newSteps, picturesPerStep, picturesPerEpoch, validationPictures, testPictures, picture);
    }

    /** Returns how often the held-out pictures are read after step {@code done}. */
    long evaluationsAfter(long done) {
        if (validationPictures == 0 || done >= steps) {
            return 0;
        }
        boolean lastEndsEpoch = steps * picturesPerStep % picturesPerEpoch < picturesPerStep;
        return Math.min(steps - done, epochs(steps) - epochs(done) + (lastEndsEpoch ? 0 : 1));
    }

    private long epochs(long step) {
        return step * picturesPerStep / picturesPerEpoch;
    }

    /** Estimates the seconds to read a picture from those of a step. */
    double readSeconds(double stepSeconds) {
        return READING_SHARE * stepSeconds / picturesPerStep;
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
     * @param evaluationsLeft the readings of the held-out pictures left
     * @param stepSeconds the seconds of a step
     * @param readSeconds the seconds to read a picture
     */
    double seconds(long stepsLeft, long evaluationsLeft, double stepSeconds, double readSeconds) {
        return stepsLeft * stepSeconds
                + (evaluationsLeft * validationPictures + testPictures) * readSeconds
                + WRITING_SECONDS;
    }
}
