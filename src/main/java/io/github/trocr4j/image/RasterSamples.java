package io.github.trocr4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** From the raster of a Java image to planes of bytes; see {@link Picture#of} for what is and is not done. */
final class RasterSamples {
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

    /** All bands as bytes, alpha last where there is one. */
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

    /** The colours that the indices stand for, as one band if all of them are gray. */
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
                    // An index beyond the palette is black, as Pillow has it.
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
