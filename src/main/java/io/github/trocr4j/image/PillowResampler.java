package io.github.trocr4j.image;

import java.util.Arrays;

/**
 * Pillow's {@code Image.resize} for 8-bit planes, bit for bit, between two fixed sizes
 * ({@code src/libImaging/Resample.c}). Rows are resampled first, rounded to bytes, then columns; for pictures more than
 * 100 times as high as wide whose height shrinks, columns first ({@code src/PIL/Image.py}). A direction whose size does
 * not change is skipped. Immutable and thread-safe.
 */
public final class PillowResampler {
    private final int width;
    private final int height;
    private final int toWidth;
    private final int toHeight;
    private final Resampling filter;
    private final Axis horizontal;
    private final Axis vertical;

    /**
     * Creates a resampler.
     *
     * @throws IllegalArgumentException if a size is not positive
     */
    public PillowResampler(int width, int height, int toWidth, int toHeight, Resampling filter) {
        if (width < 1 || height < 1 || toWidth < 1 || toHeight < 1) {
            throw new IllegalArgumentException(
                    "sizes should be positive, but are " + width + "x" + height + " to " + toWidth + "x" + toHeight);
        }
        this.width = width;
        this.height = height;
        this.toWidth = toWidth;
        this.toHeight = toHeight;
        this.filter = filter;
        this.horizontal = new Axis(width, toWidth, filter);
        this.vertical = new Axis(height, toHeight, filter);
    }

    /**
     * Resizes one plane from [height x width] to [toHeight x toWidth]. To resize many planes of one size, share a
     * resampler.
     */
    public static byte[] resize(byte[] plane, int width, int height, int toWidth, int toHeight, Resampling filter) {
        return new PillowResampler(width, height, toWidth, toHeight, filter).resize(plane);
    }

    /**
     * Resizes a plane.
     *
     * @param plane [height x width] bytes, row by row; not changed
     * @return a new array of [toHeight x toWidth] bytes
     * @throws IllegalArgumentException if the plane has another length
     */
    public byte[] resize(byte[] plane) {
        if (plane.length != (long) width * height) {
            throw new IllegalArgumentException("a plane of " + width + "x" + height + " should have "
                    + (long) width * height + " bytes, but has " + plane.length);
        }
        boolean columnsFirst = height > 100L * width && toHeight < height;
        byte[] from = columnsFirst ? alongColumns(widened(plane), width) : plane;
        int[] pixels = toWidth == width ? widened(from) : alongRows(from, columnsFirst ? toHeight : height);
        return toHeight == height || columnsFirst ? narrowed(pixels) : alongColumns(pixels, toWidth);
    }

    /** Returns whether this resampler has these sizes and this filter. */
    boolean matches(int fromWidth, int fromHeight, int intoWidth, int intoHeight, Resampling with) {
        return width == fromWidth
                && height == fromHeight
                && toWidth == intoWidth
                && toHeight == intoHeight
                && filter == with;
    }

    /** Integers, so that the pass along columns can multiply them in bulk. */
    private static int[] widened(byte[] plane) {
        int[] pixels = new int[plane.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = plane[i] & 0xff;
        }
        return pixels;
    }

    private static byte[] narrowed(int[] pixels) {
        byte[] plane = new byte[pixels.length];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (byte) pixels[i];
        }
        return plane;
    }

    /** Resamples [rows x width] to [rows x toWidth]. */
    private int[] alongRows(byte[] pixels, int rows) {
        int[] out = new int[Math.multiplyExact(rows, toWidth)];
        int[] weights = horizontal.weights;
        for (int x = 0; x < toWidth; x++) {
            int first = horizontal.firsts[x];
            int count = horizontal.counts[x];
            int weight = x * horizontal.taps;
            if (count == 4) {
                fourTaps(pixels, first, weights, weight, out, x, rows);
                continue;
            }
            for (int y = 0; y < rows; y++) {
                int sum = Axis.HALF;
                for (int j = 0; j < count; j++) {
                    sum += (pixels[y * width + first + j] & 0xff) * weights[weight + j];
                }
                out[y * toWidth + x] = Axis.pixel(sum);
            }
        }
        return out;
    }

    /**
     * Computes one column of {@link #alongRows} that mixes four pixels, the most frequent case when enlarging; unrolled
     * for speed.
     */
    private void fourTaps(byte[] pixels, int first, int[] weights, int weight, int[] out, int x, int rows) {
        int a = weights[weight];
        int b = weights[weight + 1];
        int c = weights[weight + 2];
        int d = weights[weight + 3];
        for (int y = 0; y < rows; y++) {
            int at = y * width + first;
            int sum = (pixels[at] & 0xff) * a
                    + (pixels[at + 1] & 0xff) * b
                    + (pixels[at + 2] & 0xff) * c
                    + (pixels[at + 3] & 0xff) * d;
            out[y * toWidth + x] = Axis.pixel(Axis.HALF + sum);
        }
    }

    /** Resamples [height x columns] to [toHeight x columns], whole rows at a time, which the compiler can vectorise. */
    private byte[] alongColumns(int[] pixels, int columns) {
        byte[] out = new byte[Math.multiplyExact(toHeight, columns)];
        int[] sums = new int[columns];
        for (int y = 0; y < toHeight; y++) {
            Arrays.fill(sums, Axis.HALF);
            for (int j = 0; j < vertical.counts[y]; j++) {
                int weight = vertical.weights[y * vertical.taps + j];
                int row = (vertical.firsts[y] + j) * columns;
                for (int x = 0; x < columns; x++) {
                    sums[x] += pixels[row + x] * weight;
                }
            }
            for (int x = 0; x < columns; x++) {
                out[y * columns + x] = (byte) Axis.pixel(sums[x]);
            }
        }
        return out;
    }

    /**
     * The weights along one axis: output pixel {@code i} is the sum over {@code j < counts[i]} of source pixel
     * {@code firsts[i] + j} times {@code weights[i * taps + j]}, in fixed point.
     *
     * <p>As in Pillow ({@code src/libImaging/Resample.c}), weights are normalised as doubles and then rounded, half
     * away from zero, to 22 fractional bits. For shrinking the filter is stretched, which prevents aliasing.
     */
    private static final class Axis {
        /** Fractional bits: 32, minus 8 for the pixel, minus 2 for negative weights and partial sums above 1. */
        private static final int PRECISION_BITS = 32 - 8 - 2;

        /** Start value of a sum, so that dropping its fraction rounds to nearest. */
        static final int HALF = 1 << (PRECISION_BITS - 1);

        final int taps;
        final int[] firsts;
        final int[] counts;
        final int[] weights;

        Axis(int from, int to, Resampling filter) {
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

        /** Converts a sum that began with {@link #HALF} to a pixel, clamped to 0..255. */
        static int pixel(int sum) {
            return Math.max(0, Math.min(255, sum >> PRECISION_BITS));
        }
    }
}
