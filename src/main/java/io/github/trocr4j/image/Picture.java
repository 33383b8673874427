package io.github.trocr4j.image;

import java.awt.image.BufferedImage;

/**
 * A picture as planes of bytes, 0 black to 255 full: one of gray, or red, green and blue. Each plane is [height x
 * width], row by row.
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

    /** A gray picture around that plane, which is not copied. */
    public static Picture gray(byte[] plane, int width, int height) {
        return new Picture(width, height, plane);
    }

    /** A colour picture around those planes, which are not copied. */
    public static Picture rgb(byte[] red, byte[] green, byte[] blue, int width, int height) {
        return new Picture(width, height, red, green, blue);
    }

    /**
     * The samples of an image as they are stored, as Pillow sees them: no colour profile is applied (Java's {@code
     * getRGB} would make 164 of a gray 95), 16-bit samples keep their upper byte, transparency shows white behind.
     *
     * @throws IllegalArgumentException if it is neither gray, RGB nor indexed, with samples of at most 16 bits
     */
    public static Picture of(BufferedImage image) {
        return RasterSamples.picture(image);
    }

    /** Pixels per row. */
    public int width() {
        return width;
    }

    /** Number of rows. */
    public int height() {
        return height;
    }

    /** Whether there is one plane and no colour. */
    public boolean isGray() {
        return planes.length == 1;
    }

    /** Red, green or blue (0, 1, 2), which of a gray picture are the same; the picture's own array. */
    byte[] channel(int index) {
        return planes[isGray() ? 0 : index];
    }

    /** A copy of the red, green or blue plane (0, 1, 2), which of a gray picture are the same. */
    public byte[] plane(int index) {
        return channel(index).clone();
    }

    /**
     * A copy in gray; colours by ITU-R 601-2 luma, as Pillow's {@code convert("L")} ({@code src/libImaging/Convert.c}).
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
}
