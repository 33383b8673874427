package io.github.trocr4j.train.distributed;

import java.io.Serializable;

/**
 * The micro-batches of each step that one worker computes. No two workers see the same strip in an epoch.
 *
 * @param first number of the first one in its step, from 0
 * @param count how many, one after the other
 */
public record Shard(int first, int count) implements Serializable {
    /**
     * The shard of one worker; all have equally many.
     *
     * @param worker from 0
     * @param microBatches of a step, over all workers
     * @throws IllegalArgumentException if {@code workers} does not divide {@code microBatches}
     */
    public static Shard of(int worker, int workers, int microBatches) {
        if (workers < 1 || microBatches % workers != 0) {
            throw new IllegalArgumentException("The " + microBatches
                    + " passes of a step cannot be shared equally by " + workers + " workers: take a divisor of "
                    + microBatches + ".");
        }
        int each = microBatches / workers;
        return new Shard(worker * each, each);
    }
}
