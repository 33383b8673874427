package io.github.trocr4j.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The metrics of a set of readings. All shares are fractions, 0 to 1.
 *
 * @param exact the strips of which every digit was read in its place; the main metric
 * @param digitAccuracy the share of the expected digits that were read at their position
 * @param positionAccuracy the same for each position, from left to right
 * @param similarity the mean {@linkplain #similarity(ReadStrip) similarity} as the Python project that preceded this
 *     one measured it. It ignores order: 19844 for 19484 counts as 1. That project reported 0.73, and 51.1 % exact
 *     strips.
 * @param confusion the counts of expected digit against digit read
 * @param calibration how well the confidences match the accuracy
 * @param meanStripConfidence the mean of {@link ReadStrip#stripConfidence()}; comparable with the share of exact strips
 * @param meanLoss the mean loss in nats, if the strips have losses
 */
public record SequenceMetrics(
        Proportion exact,
        double digitAccuracy,
        List<Double> positionAccuracy,
        double similarity,
        ConfusionMatrix confusion,
        Calibration calibration,
        double meanStripConfidence,
        OptionalDouble meanLoss)
        implements Score {
    /** Copies the list. */
    public SequenceMetrics {
        positionAccuracy = List.copyOf(positionAccuracy);
    }

    /**
     * Computes the metrics of these readings.
     *
     * @param strips at least one; all with the same number of expected digits, and either all with a loss or none
     * @throws IllegalArgumentException if there are no strips, or they differ in the number of digits or in having a
     *     loss
     */
    public static SequenceMetrics of(List<ReadStrip> strips) {
        if (strips.isEmpty()) {
            throw new IllegalArgumentException("no strips to measure");
        }
        int length = strips.get(0).expected().length;
        int exact = 0;
        int[] right = new int[length];
        double similarity = 0;
        double stripConfidence = 0;
        double loss = 0;
        for (ReadStrip strip : strips) {
            requireAlike(strips.get(0), strip);
            exact += strip.isExact() ? 1 : 0;
            for (int i = 0; i < length; i++) {
                right[i] += strip.isRight(i) ? 1 : 0;
            }
            similarity += similarity(strip);
            stripConfidence += strip.stripConfidence();
            loss += strip.loss().orElse(0);
        }
        int count = strips.size();
        List<Double> positionAccuracy = new ArrayList<>();
        long rightDigits = 0;
        for (int position : right) {
            positionAccuracy.add((double) position / count);
            rightDigits += position;
        }
        return new SequenceMetrics(
                new Proportion(exact, count),
                (double) rightDigits / ((long) count * length),
                positionAccuracy,
                similarity / count,
                ConfusionMatrix.of(strips),
                Calibration.of(strips),
                stripConfidence / count,
                strips.get(0).loss().isPresent() ? OptionalDouble.of(loss / count) : OptionalDouble.empty());
    }

    /** Returns the number of strips. */
    public int strips() {
        return exact.trials();
    }

    @Override
    public int pictures() {
        return strips();
    }

    @Override
    public double exactShare() {
        return exactStrips();
    }

    @Override
    public double accuracy() {
        return digitAccuracy;
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%.1f %% of %d held-out strips read exactly, %.2f %% of the digits",
                100 * exactShare(),
                pictures(),
                100 * accuracy());
    }

    /** Returns the share of the strips that were read exactly. */
    public double exactStrips() {
        return exact.fraction();
    }

    /**
     * Returns the share of the expected digits that occur anywhere in the reading: the size of the intersection of the
     * two multisets divided by the number of expected digits. It ignores order, so 19844 for 19484 counts as 1. It
     * exists only for comparison with the Python project that preceded this one, which computed
     * {@code sum((Counter(expected) & Counter(read)).values()) / length}.
     */
    public static double similarity(ReadStrip strip) {
        int[] available = new int[10];
        for (int digit : strip.read()) {
            available[digit]++;
        }
        int[] expected = strip.expected();
        int overlap = 0;
        for (int digit : expected) {
            if (available[digit] > 0) {
                available[digit]--;
                overlap++;
            }
        }
        return (double) overlap / expected.length;
    }

    private static void requireAlike(ReadStrip first, ReadStrip strip) {
        if (strip.expected().length != first.expected().length) {
            throw new IllegalArgumentException("strips of different lengths: " + first.expected().length + " and "
                    + strip.expected().length + " digits");
        }
        if (strip.loss().isPresent() != first.loss().isPresent()) {
            throw new IllegalArgumentException("some strips have a loss and others have none");
        }
    }

    /**
     * How often each digit was read as each digit. Positions that exist on one side only, because a reading is too
     * short or too long, are not counted.
     */
    public static final class ConfusionMatrix {
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

        /** Returns how often the digit {@code expected} (0 to 9) was read as {@code read} (0 to 9). */
        public int count(int expected, int read) {
            return counts[expected][read];
        }

        /** Returns a copy of the counts, int[10][10]: rows are the digits expected, columns the digits read. */
        public int[][] counts() {
            int[][] copy = new int[DIGITS][];
            for (int digit = 0; digit < DIGITS; digit++) {
                copy[digit] = counts[digit].clone();
            }
            return copy;
        }
    }
}
