package io.github.trocr4j.data;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The random order of examples in each epoch. It depends only on the seed and the epoch, so a resumed run sees the same
 * order as an uninterrupted one. Thread-safe.
 */
public final class EpochOrder {
    // A stream of the seed of its own. The number is arbitrary, but changing it would change runs.
    private static final long STREAM = 1;

    private final int size;
    private final long seed;
    private final Arrangement arrangement;
    private final ConcurrentMap<Integer, int[]> orders = new ConcurrentHashMap<>();

    /** Changes a random order. */
    @FunctionalInterface
    public interface Arrangement {
        /**
         * Returns the order of an epoch.
         *
         * @param random the numbers in random order
         */
        int[] of(int epoch, int[] random);
    }

    /** Creates the orders of the numbers 0 to {@code size} - 1. */
    public EpochOrder(int size, long seed) {
        this(size, seed, (epoch, random) -> random);
    }

    /** Creates the orders of the numbers 0 to {@code size} - 1, which this arrangement makes of random ones. */
    public EpochOrder(int size, long seed, Arrangement arrangement) {
        this.arrangement = arrangement;
        this.size = size;
        this.seed = seed;
    }

    /**
     * Returns a number.
     *
     * @param epoch 0 or more
     * @param position its place in the epoch, 0 to {@code size} - 1
     */
    public int at(int epoch, int position) {
        int[] order = orders.computeIfAbsent(
                epoch, e -> arrangement.of(e, Seeds.permutation(size, Seeds.random(seed, STREAM, e))));
        // Threads that prepare examples ahead use two epochs at a time; older orders would only use memory.
        if (orders.size() > 2) {
            orders.keySet().removeIf(other -> Math.abs(other - epoch) > 1);
        }
        return order[position];
    }
}
