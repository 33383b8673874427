package io.github.trocr4j.eval;

import java.util.ArrayList;
import java.util.List;

/**
 * How well the reader's confidence matches its accuracy: of the digits, or lines, read with 90 % confidence, 90 %
 * should be right. See Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks" (ICML 2017).
 *
 * @param bins the ten bins of confidence, from low to high
 * @param expectedCalibrationError the mean difference between confidence and accuracy over the bins, weighted by their
 *     counts (ECE): 0 is perfect, 1 is worst; 0 if nothing was read
 * @param meanConfidence the mean confidence, 0 to 1; 0 if nothing was read
 */
public record Calibration(List<Bin> bins, double expectedCalibrationError, double meanConfidence) {
    private static final int BINS = 10;

    /**
     * The digits or lines whose confidence lies in the interval {@code (low, high]}; the first bin includes 0 as well.
     *
     * @param low the lower end, exclusive
     * @param high the upper end, inclusive
     * @param count how many fall in this bin
     * @param meanConfidence their mean confidence; 0 for an empty bin
     * @param accuracy the fraction of them that is correct; 0 for an empty bin
     */
    public record Bin(double low, double high, int count, double meanConfidence, double accuracy) {}

    /** Copies the list. */
    public Calibration {
        bins = List.copyOf(bins);
    }

    /** Computes the calibration of all digits read in these strips. */
    public static Calibration of(List<ReadStrip> strips) {
        Counts counts = new Counts();
        for (ReadStrip strip : strips) {
            float[] confidences = strip.confidences();
            for (int i = 0; i < confidences.length; i++) {
                counts.add(confidences[i], strip.isRight(i));
            }
        }
        return counts.calibration();
    }

    /** Computes the calibration of these lines; a line is right if it {@linkplain LineReading#isExact() is exact}. */
    public static Calibration ofLines(List<LineReading> lines) {
        Counts counts = new Counts();
        lines.forEach(line -> counts.add(line.confidence(), line.isExact()));
        return counts.calibration();
    }

    private static final class Counts {
        private final int[] counts = new int[BINS];
        private final int[] right = new int[BINS];
        private final double[] confidence = new double[BINS];

        void add(float sure, boolean isRight) {
            int bin = Math.max(0, (int) Math.ceil(sure * BINS) - 1);
            counts[bin]++;
            confidence[bin] += sure;
            right[bin] += isRight ? 1 : 0;
        }

        Calibration calibration() {
            List<Bin> bins = new ArrayList<>();
            int all = 0;
            double gaps = 0;
            double sum = 0;
            for (int i = 0; i < BINS; i++) {
                int divisor = Math.max(1, counts[i]);
                bins.add(new Bin(
                        (double) i / BINS,
                        (double) (i + 1) / BINS,
                        counts[i],
                        confidence[i] / divisor,
                        (double) right[i] / divisor));
                all += counts[i];
                gaps += Math.abs(right[i] - confidence[i]); // the bin's gap times its count
                sum += confidence[i];
            }
            return new Calibration(bins, gaps / Math.max(1, all), sum / Math.max(1, all));
        }
    }
}
