package io.github.trocr4j.data;

import java.util.SplittableRandom;

/**
 * Random numbers that are the same on every platform and Java release. Of {@link SplittableRandom} only
 * {@code nextLong} and {@code nextDouble} are used, whose values are specified.
 */
public final class Seeds {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private Seeds() {}

    /** Returns an independent stream for this sequence of numbers. */
    public static SplittableRandom random(long... parts) {
        long mixed = 0;
        for (long part : parts) {
            mixed = mix(mixed + GOLDEN_GAMMA + mix(part + GOLDEN_GAMMA));
        }
        return new SplittableRandom(mixed);
    }

    /** Draws an integer, uniform in [0, bound). */
    public static int below(int bound, SplittableRandom random) {
        return (int) (random.nextDouble() * bound);
    }

    /** Draws a number, uniform in [from, to). */
    public static double between(double from, double to, SplittableRandom random) {
        return from + (to - from) * random.nextDouble();
    }

    /**
     * Draws an approximately normal number with mean 0 and deviation 1: the scaled sum of four uniform draws, within
     * +-3.5.
     */
    public static double bell(SplittableRandom random) {
        double sum = random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble();
        return (sum - 2) * 1.7320508075688772; // sqrt(3): the sum of four has variance 1/3
    }

    /** Returns the numbers 0 to size - 1 in random order (Fisher-Yates). */
    public static int[] permutation(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = below(i + 1, random);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014; Stafford's mix 13): every bit of z affects every other. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
