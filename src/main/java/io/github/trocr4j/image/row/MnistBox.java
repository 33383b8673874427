package io.github.trocr4j.image.row;

import io.github.trocr4j.image.PillowResampler;
import io.github.trocr4j.image.Resampling;

/**
 * Places a digit as MNIST's were: its longer side brought to 20 pixels, its centre of mass to the middle of 28 x 28 (Y.
 * LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits").
 */
final class MnistBox {
    /** Rows and columns of a box. */
    static final int SIDE = 28;

    /** Of the digit's longer side. */
    static final int INNER = 20;

    private MnistBox() {}

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
                // Thin strokes fade when they are made smaller; MNIST's are full ink.
                int value = (small[y * toWidth + x] & 0xff) * 255 / most;
                strip[(top + y) * columns + index * SIDE + left + x] = (byte) value;
            }
        }
    }
}
