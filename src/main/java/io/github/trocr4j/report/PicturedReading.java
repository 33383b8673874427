package io.github.trocr4j.report;

import io.github.trocr4j.eval.ReadStrip;

/**
 * A reading together with the strip it was read from. The pixels are not copied: nobody may change them until the picture
 * is drawn.
 *
 * @param pixels height x width gray values, 0 black to 255 white, row by row; the digits stand in columns of equal width
 * @param width the width in pixels
 * @param height the height in pixels
 * @param reading what was read from it
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of strips pass through here, each only once
public record PicturedReading(byte[] pixels, int width, int height, ReadStrip reading) {
    /** @throws IllegalArgumentException if the number of pixels is not width x height, or there are none */
    public PicturedReading {
        if (width < 1 || height < 1 || pixels.length != (long) width * height) {
            throw new IllegalArgumentException(pixels.length + " pixels for a strip of " + width + "x" + height);
        }
    }
}
