package io.github.trocr4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * A picture in memory: one gray plane, or a red, a green and a blue one. Each plane has height x width bytes, row by
 * row, from 0 (black) to 255.
 */
public final class Picture {
    private final int width;
    private final int height;
    private final byte[][] planes;

    private Picture(int width, int height, byte[]... planes) {
        for (byte[] plane : planes) {
            if (width < 1 || height < 1 || plane.length != (long) width * height) {
                throw new IllegalArgumentException("a plane of " + width + "x" + height + " should have "
                        + (long) width * height + " bytes and at least one, but has " + plane.length);
            }
        }
        this.width = width;
        this.height = height;
        this.planes = planes;
    }

    /** Creates a gray picture; the plane is not copied. */
    public static Picture gray(byte[] plane, int width, int height) {
        return new Picture(width, height, plane);
    }

    /** Creates a colour picture; the planes are not copied. */
    public static Picture rgb(byte[] red, byte[] green, byte[] blue, int width, int height) {
        return new Picture(width, height, red, green, blue);
    }

    /**
     * Creates a picture from a Java image, with the stored samples as Pillow reads them: no colour profile is applied
     * (Java's {@code getRGB} would turn a gray 95 into 164), 16-bit samples keep their upper byte, transparent pixels
     * are blended with white.
     *
     * @throws IllegalArgumentException if the image is not gray, RGB or indexed, with samples of at most 16 bits
     */
    public static Picture of(BufferedImage image) {
        return RasterSamples.picture(image);
    }

    /** Returns the pixels per row. */
    public int width() {
        return width;
    }

    /** Returns the number of rows. */
    public int height() {
        return height;
    }

    /** Returns whether the picture has a single gray plane. */
    public boolean isGray() {
        return planes.length == 1;
    }

    /** Returns the red, green or blue plane (0, 1, 2) without a copy; of a gray picture, the gray one. */
    byte[] channel(int index) {
        return planes[isGray() ? 0 : index];
    }

    /** Returns a copy of the red, green or blue plane (0, 1, 2); of a gray picture, of the gray one. */
    public byte[] plane(int index) {
        return channel(index).clone();
    }

    /**
     * Returns a gray copy. Colours are converted by ITU-R 601-2 luma, as by Pillow's {@code convert("L")}
     * ({@code src/libImaging/Convert.c}).
     */
    public byte[] gray() {
        if (isGray()) {
            return planes[0].clone();
        }
        byte[] gray = new byte[width * height];
        for (int i = 0; i < gray.length; i++) {
            int luma = 19595 * (planes[0][i] & 0xff) + 38470 * (planes[1][i] & 0xff) + 7471 * (planes[2][i] & 0xff);
            gray[i] = (byte) ((luma + 0x8000) >> 16);
        }
        return gray;
    }

    /** Converts the raster of a Java image to planes of bytes, as {@link Picture#of} describes. */
    private static final class RasterSamples {
        private RasterSamples() {}

        static Picture picture(BufferedImage image) {
            ColorModel colours = image.getColorModel();
            int space = colours.getColorSpace().getType();
            boolean integers = colours.getTransferType() != DataBuffer.TYPE_FLOAT
                    && colours.getTransferType() != DataBuffer.TYPE_DOUBLE;
            byte[][] bands;
            if (colours instanceof IndexColorModel palette) {
                bands = indexed(image.getRaster(), palette);
            } else if (integers && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)) {
                bands = bands(image.getRaster(), colours);
                if (colours.hasAlpha()) {
                    onWhite(bands, colours.isAlphaPremultiplied());
                }
            } else {
                throw new IllegalArgumentException(
                        "should be a gray, RGB or indexed image of integers, but has colour space type " + space
                                + " and transfer type " + colours.getTransferType());
            }
            int width = image.getWidth();
            int height = image.getHeight();
            return bands.length < 3
                    ? Picture.gray(bands[0], width, height)
                    : Picture.rgb(bands[0], bands[1], bands[2], width, height);
        }

        /** Returns all bands as bytes; alpha, if present, is the last. */
        private static byte[][] bands(Raster raster, ColorModel colours) {
            int width = raster.getWidth();
            byte[][] bands = new byte[raster.getNumBands()][width * raster.getHeight()];
            int[] row = new int[width];
            for (int band = 0; band < bands.length; band++) {
                int bits = colours.getComponentSize(band);
                if (bits > 16) {
                    throw new IllegalArgumentException("should have samples of at most 16 bits, but has " + bits);
                }
                for (int y = 0; y < raster.getHeight(); y++) {
                    raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, band, row);
                    for (int x = 0; x < width; x++) {
                        bands[band][y * width + x] = (byte) eightBits(row[x], bits);
                    }
                }
            }
            return bands;
        }

        private static int eightBits(int sample, int bits) {
            return bits >= 8 ? sample >> (bits - 8) & 0xff : sample * 255 / ((1 << bits) - 1);
        }

        /** Looks up the indices in the palette; returns one band if all colours are gray. */
        private static byte[][] indexed(Raster raster, IndexColorModel palette) {
            int size = palette.getMapSize();
            boolean gray = true;
            byte[][] colours = new byte[3][size];
            for (int i = 0; i < size; i++) {
                int alpha = palette.getAlpha(i);
                colours[0][i] = (byte) onWhite(palette.getRed(i), alpha);
                colours[1][i] = (byte) onWhite(palette.getGreen(i), alpha);
                colours[2][i] = (byte) onWhite(palette.getBlue(i), alpha);
                gray &= colours[0][i] == colours[1][i] && colours[0][i] == colours[2][i];
            }
            int width = raster.getWidth();
            byte[][] bands = new byte[gray ? 1 : 3][width * raster.getHeight()];
            int[] row = new int[width];
            for (int y = 0; y < raster.getHeight(); y++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
                for (int band = 0; band < bands.length; band++) {
                    for (int x = 0; x < width; x++) {
                        // Pillow maps indices outside the palette to black.
                        bands[band][y * width + x] = row[x] < size ? colours[band][row[x]] : 0;
                    }
                }
            }
            return bands;
        }

        private static void onWhite(byte[][] bands, boolean premultiplied) {
            byte[] alpha = bands[bands.length - 1];
            for (int band = 0; band < bands.length - 1; band++) {
                for (int i = 0; i < alpha.length; i++) {
                    int colour = bands[band][i] & 0xff;
                    int opacity = alpha[i] & 0xff;
                    bands[band][i] =
                            (byte) (premultiplied ? Math.min(255, colour + 255 - opacity) : onWhite(colour, opacity));
                }
            }
        }

        private static int onWhite(int colour, int alpha) {
            return (colour * alpha + 255 * (255 - alpha) + 127) / 255;
        }
    }
}
