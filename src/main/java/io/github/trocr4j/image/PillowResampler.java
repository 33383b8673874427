package io.github.trocr4j.image;

import java.util.Arrays;

/**
 * Pillow's {@code Image.resize} of 8-bit planes, bit for bit, between two fixed sizes ({@code
 * src/libImaging/Resample.c}): along the rows first, rounded to bytes, then along the columns; the other way round for
 * pictures more than 100 times as high as wide that shall be lower ({@code src/PIL/Image.py}); a direction that keeps its
 * size is left alone. Immutable, so any number of threads may share one.
 */
public final class PillowResampler {
    private final int width;
    private final int height;
    private final int toWidth;
    private final int toHeight;
    private final Resampling filter;
    private final Axis horizontal;
    private final Axis vertical;

    /** @throws IllegalArgumentException if a size is not positive */
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

    /** One resize of a plane [height x width], row by row, to [toHeight x toWidth]. Many of a size share a resampler. */
    public static byte[] resize(byte[] plane, int width, int height, int toWidth, int toHeight, Resampling filter) {
        return new PillowResampler(width, height, toWidth, toHeight, filter).resize(plane);
    }

    /**
     * The plane in the other size.
     *
     * @param plane [height x width] bytes, row by row; left alone
     * @return [toHeight x toWidth] bytes, the caller's own
     * @throws IllegalArgumentException if the plane has another length
     */
    public byte[] resize(byte[] plane) {
        if (plane.length != (long) width * height) {
            throw new IllegalArgumentException("a plane of " + width + "x" + height + " should have "
                    + (long) width * height + " bytes, but has " + plane.length);
        }
        int[] pixels = widened(plane);
        boolean columnsFirst = height > 100L * width && toHeight < height;
        if (columnsFirst) {
            pixels = alongColumns(pixels, width);
        }
        if (toWidth != width) {
            pixels = alongRows(pixels, columnsFirst ? toHeight : height);
        }
        if (toHeight != height && !columnsFirst) {
            pixels = alongColumns(pixels, toWidth);
        }
        return narrowed(pixels);
    }

    /** Whether this one does that. */
    boolean does(int fromWidth, int fromHeight, int intoWidth, int intoHeight, Resampling with) {
        return width == fromWidth
                && height == fromHeight
                && toWidth == intoWidth
                && toHeight == intoHeight
                && filter == with;
    }

    /** Pixels as integers between the passes, because those multiply them in bulk. */
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

    /** [rows x width] to [rows x toWidth]. */
    private int[] alongRows(int[] pixels, int rows) {
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
                    sum += pixels[y * width + first + j] * weights[weight + j];
                }
                out[y * toWidth + x] = Axis.pixel(sum);
            }
        }
        return out;
    }

    /** One column of {@link #alongRows} where four pixels are mixed: nearly all when enlarging, and fast spelled out. */
    private void fourTaps(int[] pixels, int first, int[] weights, int weight, int[] out, int x, int rows) {
        int a = weights[weight];
        int b = weights[weight + 1];
        int c = weights[weight + 2];
        int d = weights[weight + 3];
        for (int y = 0; y < rows; y++) {
            int at = y * width + first;
            int sum = pixels[at] * a + pixels[at + 1] * b + pixels[at + 2] * c + pixels[at + 3] * d;
            out[y * toWidth + x] = Axis.pixel(Axis.HALF + sum);
        }
    }

    /** [height x columns] to [toHeight x columns]; whole rows at a time, which the compiler turns into vectors. */
    private int[] alongColumns(int[] pixels, int columns) {
        int[] out = new int[Math.multiplyExact(toHeight, columns)];
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
                out[y * columns + x] = Axis.pixel(sums[x]);
            }
        }
        return out;
    }

    /**
     * How the pixels along one axis are mixed from others: output pixel {@code i} is the sum over {@code j < counts[i]} of
     * source pixel {@code firsts[i] + j} times {@code weights[i * taps + j]}, in fixed point.
     *
     * <p>As Pillow computes it ({@code src/libImaging/Resample.c}): weights are normalised as doubles before they are
     * rounded, away from zero, to 22 fractional bits; for shrinking, the filter is stretched, which is its antialiasing.
     */
    private static final class Axis {
        /** Fractional bits: 32 less 8 of the pixel less 2 for weights that are negative or sum to more than 1 on the way. */
        private static final int PRECISION_BITS = 32 - 8 - 2;

        /** What a sum begins with, so that cutting its fraction off rounds to nearest. */
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

        /** The pixel of a sum that began with {@link #HALF}, limited to 0..255. */
        static int pixel(int sum) {
            return Math.max(0, Math.min(255, sum >> PRECISION_BITS));
        }
    }
}
