package io.github.trocr4j.train.distributed;

import java.io.Serializable;

/**
 * What some workers have computed, summed over them. It travels between processes.
 *
 * @param losses one for each step
 * @param norms of the gradients, one for each step that workers took on their own; else none
 * @param values gradients of all trained parameters, or weights and moments; see {@link Workers}
 */
public record PartialSum(double[] losses, double[] norms, float[] values) implements Serializable {
    /** Adds another one to this one, in this one's arrays. Who wants the same bits again adds in the same order again. */
    public PartialSum add(PartialSum other) {
        requireSame(losses.length, other.losses.length);
        requireSame(norms.length, other.norms.length);
        requireSame(values.length, other.values.length);
        for (int i = 0; i < losses.length; i++) {
            losses[i] += other.losses[i];
        }
        for (int i = 0; i < norms.length; i++) {
            norms[i] += other.norms[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] += other.values[i];
        }
        return this;
    }

    private static void requireSame(int expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException("expected a sum of " + expected + " values, found one of " + found);
        }
    }
}
