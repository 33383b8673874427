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
    private final ResamplingAxis horizontal;
    private final ResamplingAxis vertical;

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
        this.horizontal = new ResamplingAxis(width, toWidth, filter);
        this.vertical = new ResamplingAxis(height, toHeight, filter);
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
                int sum = ResamplingAxis.HALF;
                for (int j = 0; j < count; j++) {
                    sum += pixels[y * width + first + j] * weights[weight + j];
                }
                out[y * toWidth + x] = ResamplingAxis.pixel(sum);
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
            out[y * toWidth + x] = ResamplingAxis.pixel(ResamplingAxis.HALF + sum);
        }
    }

    /** [height x columns] to [toHeight x columns]; whole rows at a time, which the compiler turns into vectors. */
    private int[] alongColumns(int[] pixels, int columns) {
        int[] out = new int[Math.multiplyExact(toHeight, columns)];
        int[] sums = new int[columns];
        for (int y = 0; y < toHeight; y++) {
            Arrays.fill(sums, ResamplingAxis.HALF);
            for (int j = 0; j < vertical.counts[y]; j++) {
                int weight = vertical.weights[y * vertical.taps + j];
                int row = (vertical.firsts[y] + j) * columns;
                for (int x = 0; x < columns; x++) {
                    sums[x] += pixels[row + x] * weight;
                }
            }
            for (int x = 0; x < columns; x++) {
                out[y * columns + x] = ResamplingAxis.pixel(sums[x]);
            }
        }
        return out;
    }
}
