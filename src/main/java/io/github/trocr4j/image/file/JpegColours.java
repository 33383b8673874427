package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import java.awt.image.Raster;

/**
 * Converts the components of a JPEG file to gray or RGB, as libjpeg and Pillow do ({@code jdapimin.c},
 * {@code jdcolor.c}; {@code src/libImaging/Convert.c}). Java's own reader does not support CMYK, and interprets some
 * YCbCr files as RGB.
 */
enum JpegColours {
    /** One component. */
    GRAY,
    /** Red, green and blue. */
    RGB,
    /** Luma and two colour differences; the most common form. */
    YCBCR,
    /** Inks, inverted as Adobe does: 255 for none. */
    CMYK,
    /** CMYK with the first three converted to YCbCr. */
    YCCK;

    private static final int HALF = 1 << 15;

    /** Returns what the components mean. */
    static JpegColours of(JpegHeader header) {
        int[] ids = header.ids();
        if (ids.length == 1) {
            return GRAY;
        }
        if (ids.length == 4) {
            return header.adobeTransform() > 0 ? YCCK : CMYK;
        }
        if (header.jfif()) {
            return YCBCR;
        }
        if (header.adobeTransform() >= 0) {
            return header.adobeTransform() == 0 ? RGB : YCBCR;
        }
        return ids[0] == 'R' && ids[1] == 'G' && ids[2] == 'B' ? RGB : YCBCR;
    }

    /** Converts a raster of 8-bit components to a picture. */
    Picture picture(Raster raster) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        byte[][] planes = new byte[this == GRAY ? 1 : 3][width * height];
        int[] row = new int[width * bands];
        int[] pixel = new int[bands];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                System.arraycopy(row, x * bands, pixel, 0, bands);
                convert(pixel);
                for (int plane = 0; plane < planes.length; plane++) {
                    planes[plane][y * width + x] = (byte) pixel[plane];
                }
            }
        }
        return this == GRAY
                ? Picture.gray(planes[0], width, height)
                : Picture.rgb(planes[0], planes[1], planes[2], width, height);
    }

    /** Converts components to red, green and blue, in place. */
    private void convert(int[] pixel) {
        if (this == YCBCR || this == YCCK) {
            toRgb(pixel);
        }
        if (this == YCCK) {
            // libjpeg treats the three as inverted inks, which CMYK files store the other way round.
            for (int i = 0; i < 3; i++) {
                pixel[i] = 255 - pixel[i];
            }
        }
        if (this == YCCK || this == CMYK) {
            int light = pixel[3];
            for (int i = 0; i < 3; i++) {
                int product = (255 - pixel[i]) * light + 128;
                pixel[i] = Math.max(0, light - (((product >> 8) + product) >> 8));
            }
        }
    }

    private static void toRgb(int[] pixel) {
        int y = pixel[0];
        int cb = pixel[1] - 128;
        int cr = pixel[2] - 128;
        // 1.402, 0.34414, 0.71414 and 1.772 with 16 fractional bits.
        pixel[0] = clamped(y + ((91881 * cr + HALF) >> 16));
        pixel[1] = clamped(y + ((-22554 * cb - 46802 * cr + HALF) >> 16));
        pixel[2] = clamped(y + ((116130 * cb + HALF) >> 16));
    }

    private static int clamped(int value) {
        return Math.max(0, Math.min(255, value));
    }
}
