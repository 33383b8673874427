package io.github.trocr4j.eval;

import java.util.List;

/** How often each digit was read as which. Positions that only one side has (a reading too short or too long) are left out. */
public final class ConfusionMatrix {
    private static final int DIGITS = 10;

    private final int[][] counts;

    private ConfusionMatrix(int[][] counts) {
        this.counts = counts;
    }

    /** Counts the digits of these strips, position by position. */
    public static ConfusionMatrix of(List<ReadStrip> strips) {
        int[][] counts = new int[DIGITS][DIGITS];
        for (ReadStrip strip : strips) {
            int[] expected = strip.expected();
            int[] read = strip.read();
            for (int i = 0; i < Math.min(expected.length, read.length); i++) {
                counts[expected[i]][read[i]]++;
            }
        }
        return new ConfusionMatrix(counts);
    }

    /** How often the digit {@code expected} (0 to 9) was read as {@code read} (0 to 9). */
    public int count(int expected, int read) {
        return counts[expected][read];
    }

    /** A copy of the counts, int[10][10]: rows are the digits expected, columns the digits read. */
    public int[][] counts() {
        int[][] copy = new int[DIGITS][];
        for (int digit = 0; digit < DIGITS; digit++) {
            copy[digit] = counts[digit].clone();
        }
        return copy;
    }
}
