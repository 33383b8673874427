package io.github.trocr4j.train;

import java.io.Serializable;

/**
 * Which passes of each step one worker computes. A pass is a function of the weights, the recipe, the digits, the number of
 * the step and its own number: pass i of step n, of a passes a step, takes batch n*a + i of the walk over the strips, and
 * dropout masks of its own. So passes can be computed anywhere, and no two workers see the same strip in an epoch.
 *
 * @param first number of the first one in its step, from 0
 * @param count how many, one after the other
 * @param ofStep passes that the whole step has
 */
public record PassShare(int first, int count, int ofStep) implements Serializable {
    /** Checks that the step has these passes. */
    public PassShare {
        if (first < 0 || count < 1 || first + count > ofStep) {
            throw new IllegalArgumentException(
                    "passes " + first + " to " + (first + count - 1) + " of a step of " + ofStep);
        }
    }

    /** All passes of a step. */
    public static PassShare all(int ofStep) {
        return new PassShare(0, ofStep, ofStep);
    }

    /**
     * The share of one of several workers.
     *
     * @throws IllegalArgumentException if they cannot have equally many
     */
    public static PassShare of(int worker, int workers, int ofStep) {
        if (workers < 1 || ofStep % workers != 0) {
            throw new IllegalArgumentException("The " + ofStep + " passes of a step cannot be shared equally by "
                    + workers + " workers: take a divisor of " + ofStep + ".");
        }
        int each = ofStep / workers;
        return new PassShare(worker * each, each, ofStep);
    }

    /** The number of the batch, from 0, that is {@code position} in the row of all batches of this share. */
    long batch(long position) {
        return position / count * ofStep + first + position % count;
    }
}
