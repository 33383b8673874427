package io.github.trocr4j.image.row;

import java.util.Arrays;

/**
 * A gray picture whose values may be read without a copy.
 *
 * @param values [height x width] bytes, row by row
 * @param width pixels per row
 * @param height number of rows
 */
record GrayPlane(@SuppressWarnings("ArrayRecordComponent") byte[] values, int width, int height) {
    int at(int x, int y) {
        return values[y * width + x] & 0xff;
    }

    GrayPlane inverted() {
        byte[] inverted = new byte[values.length];
        for (int i = 0; i < inverted.length; i++) {
            inverted[i] = (byte) ~values[i];
        }
        return new GrayPlane(inverted, width, height);
    }

    /** Returns the brightness up to which pixels are dark (N. Otsu, 1979). */
    int threshold() {
        int[] counts = new int[256];
        for (byte value : values) {
            counts[value & 0xff]++;
        }
        return otsu(counts);
    }

    /** Returns the upper end of the lower of two classes that are as different as possible. */
    static int otsu(int[] counts) {
        double all = 0;
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            all += counts[i];
            sum += (double) i * counts[i];
        }
        double lower = 0;
        double lowerSum = 0;
        double most = -1;
        int best = 0;
        for (int i = 0; i < counts.length - 1; i++) {
            lower += counts[i];
            lowerSum += (double) i * counts[i];
            double upper = all - lower;
            if (lower > 0 && upper > 0) {
                double apart = lowerSum / lower - (sum - lowerSum) / upper;
                if (lower * upper * apart * apart > most) {
                    most = lower * upper * apart * apart;
                    best = i;
                }
            }
        }
        return best;
    }

    /** Rows become columns. */
    GrayPlane transposed() {
        byte[] transposed = new byte[values.length];
        int tile = 32;
        for (int top = 0; top < height; top += tile) {
            for (int left = 0; left < width; left += tile) {
                for (int y = top; y < Math.min(height, top + tile); y++) {
                    for (int x = left; x < Math.min(width, left + tile); x++) {
                        transposed[x * height + y] = values[y * width + x];
                    }
                }
            }
        }
        return new GrayPlane(transposed, height, width);
    }

    /** Returns the means of blocks, as many that there are about {@code pixels} of them; itself if it is smaller. */
    GrayPlane reduced(int pixels) {
        double factor = Math.sqrt((double) width * height / pixels);
        if (factor <= 1) {
            return this;
        }
        return blockMeans(
                Math.max(1, (int) Math.round(width / factor)), Math.max(1, (int) Math.round(height / factor)));
    }

    /** Returns the means of blocks of almost equal size. */
    GrayPlane blockMeans(int columns, int rows) {
        int[] column = new int[width];
        int[] widths = new int[columns];
        for (int x = 0; x < width; x++) {
            column[x] = (int) ((long) x * columns / width);
            widths[column[x]]++;
        }
        byte[] means = new byte[columns * rows];
        int[] sums = new int[columns];
        int y = 0;
        for (int row = 0; row < rows; row++) {
            Arrays.fill(sums, 0);
            int first = y;
            for (; y < height && (long) y * rows / height == row; y++) {
                for (int x = 0, i = y * width; x < width; x++, i++) {
                    sums[column[x]] += values[i] & 0xff;
                }
            }
            for (int x = 0; x < columns; x++) {
                int count = widths[x] * (y - first);
                means[row * columns + x] = (byte) ((sums[x] + count / 2) / count);
            }
        }
        return new GrayPlane(means, columns, rows);
    }

    /**
     * Fills what is dark and narrower than a square window: a morphological closing. Straight edges of larger dark
     * areas stay where they are. Outside the plane is neither dark nor light.
     */
    GrayPlane closed(int window) {
        int reach = window / 2;
        if (reach == 0) {
            return this;
        }
        byte[] lightest = alongRows(values, width, height, reach, 0);
        byte[] columns = alongRows(new GrayPlane(lightest, width, height).transposed().values, height, width, reach, 0);
        byte[] darkest = alongRows(columns, height, width, reach, 0xff);
        byte[] rows = new GrayPlane(darkest, height, width).transposed().values;
        return new GrayPlane(alongRows(rows, width, height, reach, 0xff), width, height);
    }

    /** The same for a plane that goes on outside as it is at its sides: what touches them is not filled. */
    GrayPlane closedBeyond(int window) {
        int reach = window / 2;
        int columns = width + 2 * reach;
        byte[] padded = new byte[columns * (height + 2 * reach)]; // 0 does not change a maximum
        for (int y = 0; y < height; y++) {
            System.arraycopy(values, y * width, padded, (y + reach) * columns + reach, width);
        }
        GrayPlane closed = new GrayPlane(padded, columns, height + 2 * reach).closed(window);
        byte[] inner = new byte[values.length];
        for (int y = 0; y < height; y++) {
            System.arraycopy(closed.values, (y + reach) * columns + reach, inner, y * width, width);
        }
        return new GrayPlane(inner, width, height);
    }

    /**
     * Running maximum in windows of 2 * reach + 1, or minimum with {@code flip} 255, in three steps a pixel (M. van
     * Herk, "A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels", 1992).
     */
    private static byte[] alongRows(byte[] plane, int width, int height, int reach, int flip) {
        int window = 2 * reach + 1;
        int length = width + 2 * reach;
        int[] forward = new int[length];
        int[] backward = new int[length];
        byte[] out = new byte[plane.length];
        for (int y = 0; y < height; y++) {
            int row = y * width;
            for (int start = 0; start < length; start += window) {
                int end = Math.min(length, start + window);
                int most = 0;
                for (int i = start; i < end; i++) {
                    int x = i - reach;
                    most = x < 0 || x >= width ? most : Math.max(most, (plane[row + x] & 0xff) ^ flip);
                    forward[i] = most;
                }
                most = 0;
                for (int i = end - 1; i >= start; i--) {
                    int x = i - reach;
                    most = x < 0 || x >= width ? most : Math.max(most, (plane[row + x] & 0xff) ^ flip);
                    backward[i] = most;
                }
            }
            for (int x = 0; x < width; x++) {
                out[row + x] = (byte) (Math.max(backward[x], forward[x + 2 * reach]) ^ flip);
            }
        }
        return out;
    }
}
