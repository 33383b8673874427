package io.github.trocr4j.image.row;

import io.github.trocr4j.image.PillowResampler;
import io.github.trocr4j.image.Resampling;

/**
 * The form of the strips that models are trained on: boxes side by side, each with a digit placed as in MNIST, its
 * longer side scaled to 20 pixels, its centre of mass in the middle of 28 x 28 (Y. LeCun, C. Cortes, C. Burges, "The
 * MNIST database of handwritten digits").
 */
final class TrainedForm {
    /** Rows and columns of a box. */
    static final int SIDE = 28;

    /** Longer side of a digit. */
    static final int INNER = 20;

    private static final int INK = 64;
    private static final double OFF_CENTRE = 0.14;

    private TrainedForm() {}

    /** Returns whether a plane already has this form, with 0 for paper and 255 for ink. */
    static boolean matches(byte[] plane, int width, int height, int digits) {
        if (Math.abs(width - (double) digits * height) > 0.02 * width || width < digits) {
            return false;
        }
        double box = (double) width / digits;
        for (int i = 0; i < digits; i++) {
            if (!isCentred(plane, width, height, (int) Math.round(i * box), (int) Math.round((i + 1) * box))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCentred(byte[] plane, int width, int height, int left, int right) {
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        int inked = 0;
        int first = height;
        int last = -1;
        int leftmost = right;
        int rightmost = -1;
        for (int y = 0; y < height; y++) {
            for (int x = left; x < right; x++) {
                int value = plane[y * width + x] & 0xff;
                if (value >= INK) {
                    inked++;
                    sum += value;
                    sumX += value * (x + 0.5 - left);
                    sumY += value * (y + 0.5);
                    first = Math.min(first, y);
                    last = Math.max(last, y);
                    leftmost = Math.min(leftmost, x);
                    rightmost = Math.max(rightmost, x);
                }
            }
        }
        double longer = (double) Math.max(last - first + 1, rightmost - leftmost + 1) / height;
        return sum > 0
                && inked < 0.5 * height * (right - left)
                && longer > 0.5
                && longer < 0.93
                && Math.abs(sumX / sum / (right - left) - 0.5) < OFF_CENTRE
                && Math.abs(sumY / sum / height - 0.5) < OFF_CENTRE;
    }

    /** Draws a digit into box {@code index} of a strip [28 x 28 * n]. */
    static void place(byte[] digit, int width, int height, byte[] strip, int index) {
        double scale = (double) INNER / Math.max(width, height);
        int toWidth = Math.max(1, (int) Math.round(width * scale));
        int toHeight = Math.max(1, (int) Math.round(height * scale));
        byte[] small = PillowResampler.resize(digit, width, height, toWidth, toHeight, Resampling.BICUBIC);
        int most = 1;
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        for (int i = 0; i < small.length; i++) {
            int value = small[i] & 0xff;
            int x = i % toWidth;
            int y = i / toWidth;
            most = Math.max(most, value);
            sum += value;
            sumX += value * (x + 0.5);
            sumY += value * (y + 0.5);
        }
        int left = sum == 0 ? (SIDE - toWidth) / 2 : (int) Math.round(SIDE / 2.0 - sumX / sum);
        int top = sum == 0 ? (SIDE - toHeight) / 2 : (int) Math.round(SIDE / 2.0 - sumY / sum);
        left = Math.max(0, Math.min(SIDE - toWidth, left));
        top = Math.max(0, Math.min(SIDE - toHeight, top));
        int columns = strip.length / SIDE;
        for (int y = 0; y < toHeight; y++) {
            for (int x = 0; x < toWidth; x++) {
                // Shrinking makes thin strokes fainter; MNIST's strokes reach 255.
                int value = (small[y * toWidth + x] & 0xff) * 255 / most;
                strip[(top + y) * columns + index * SIDE + left + x] = (byte) value;
            }
        }
    }
}
