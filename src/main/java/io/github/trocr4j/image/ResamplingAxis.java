package io.github.trocr4j.image;

/**
 * How the pixels along one axis are mixed from others: output pixel {@code i} is the sum over {@code j < counts[i]} of
 * source pixel {@code firsts[i] + j} times {@code weights[i * taps + j]}, in fixed point.
 *
 * <p>As Pillow computes it ({@code src/libImaging/Resample.c}): weights are normalised as doubles before they are
 * rounded, away from zero, to 22 fractional bits; for shrinking, the filter is stretched, which is its antialiasing.
 */
final class ResamplingAxis {
    /** Fractional bits: 32 less 8 of the pixel less 2 for weights that are negative or sum to more than 1 on the way. */
    private static final int PRECISION_BITS = 32 - 8 - 2;

    /** What a sum begins with, so that cutting its fraction off rounds to nearest. */
    static final int HALF = 1 << (PRECISION_BITS - 1);

    final int taps;
    final int[] firsts;
    final int[] counts;
    final int[] weights;

    ResamplingAxis(int from, int to, Resampling filter) {
        double scale = (double) from / to;
        double stretch = Math.max(scale, 1);
        double support = filter.support() * stretch;
        taps = (int) Math.ceil(support) * 2 + 1;
        firsts = new int[to];
        counts = new int[to];
        weights = new int[Math.multiplyExact(to, taps)];
        double[] exact = new double[taps];
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale;
            int first = Math.max(0, (int) (centre - support + 0.5));
            int count = Math.min(from, (int) (centre + support + 0.5)) - first;
            double sum = 0;
            for (int j = 0; j < count; j++) {
                exact[j] = filter.weight((j + first - centre + 0.5) * (1 / stretch));
                sum += exact[j];
            }
            for (int j = 0; j < count; j++) {
                double weight = (sum == 0 ? exact[j] : exact[j] / sum) * (1 << PRECISION_BITS);
                weights[i * taps + j] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            firsts[i] = first;
            counts[i] = count;
        }
    }

    /** The pixel of a sum that began with {@link #HALF}, limited to 0..255. */
    static int pixel(int sum) {
        return Math.max(0, Math.min(255, sum >> PRECISION_BITS));
    }
}
