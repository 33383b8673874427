package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** GIF files of indices 0 to 127 with uncompressed codes: each byte stands for itself (GIF89a). */
final class GifFiles {
    private static final int CODE_BITS = 8;
    private static final int CLEAR = 128;
    private static final int END = 129;

    /** Positions of width and height, of the screen and, after the colours and a control extension, of the image. */
    private static final int[] SIZES = {6, 13 + 3 * 128 + 8 + 5};

    private static final int[][] INTERLACED = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
    private static final int[][] ONE_PASS = {{0, 1}};

    private GifFiles() {}

    /** An image and its position on the screen. */
    record Frame(Picture picture, int left, int top, boolean interlaced, int transparent) {
        static Frame of(Picture picture) {
            return new Frame(picture, 0, 0, false, -1);
        }
    }

    /** A file with images on a screen of this size, in 128 of 256 gray levels. */
    static byte[] of(int width, int height, Frame... frames) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
        shorts(file, width, height);
        // A table of 128 colours for all images.
        file.writeBytes(new byte[] {(byte) 0xf6, 0, 0});
        for (int i = 0; i < 128; i++) {
            file.writeBytes(new byte[] {(byte) (2 * i + 1), (byte) (2 * i), (byte) (2 * i)});
        }
        for (Frame frame : frames) {
            boolean clear = frame.transparent() >= 0;
            file.writeBytes(new byte[] {0x21, (byte) 0xf9, 4, (byte) (clear ? 5 : 4), 10, 0});
            file.writeBytes(new byte[] {(byte) Math.max(0, frame.transparent()), 0});
            file.write(0x2c);
            shorts(file, frame.left(), frame.top());
            shorts(file, frame.picture().width(), frame.picture().height());
            file.write(frame.interlaced() ? 0x40 : 0);
            file.write(CODE_BITS - 1);
            blocks(file, codes(frame));
        }
        file.write(0x3b);
        return file.toByteArray();
    }

    /** A file with one image that fills the screen. */
    static byte[] of(Picture picture, boolean interlaced, int transparent) {
        return of(picture.width(), picture.height(), new Frame(picture, 0, 0, interlaced, transparent));
    }

    /** The picture, followed by two more frames that move over it. */
    static byte[] animated(Picture picture) {
        Picture spot = Picture.gray(new byte[100], 10, 10);
        return of(
                picture.width(),
                picture.height(),
                Frame.of(picture),
                new Frame(spot, 30, 20, false, -1),
                new Frame(spot, 60, 20, false, 0));
    }

    /** The picture at a position on a larger screen. */
    static byte[] onScreen(Picture picture, int left, int top) {
        return of(picture.width() + 2 * left, picture.height() + 3 * top, new Frame(picture, left, top, false, -1));
    }

    /** A file of few rows whose header claims another size. */
    static byte[] claiming(int width, int height) {
        byte[] file = of(Picture.gray(new byte[1], 1, 1), false, -1);
        for (int at : SIZES) {
            file[at] = (byte) width;
            file[at + 1] = (byte) (width >> 8);
            file[at + 2] = (byte) height;
            file[at + 3] = (byte) (height >> 8);
        }
        return file;
    }

    /** A complete file whose codes end after the upper rows. */
    static byte[] ofUpperRows(Picture picture, int rows) {
        byte[] upper = Arrays.copyOf(picture.gray(), rows * picture.width());
        byte[] file = of(Picture.gray(upper, picture.width(), rows), false, -1);
        for (int at : SIZES) {
            file[at + 2] = (byte) picture.height();
            file[at + 3] = (byte) (picture.height() >> 8);
        }
        return file;
    }

    private static void shorts(ByteArrayOutputStream file, int... values) {
        for (int value : values) {
            file.write(value);
            file.write(value >> 8);
        }
    }

    /** One byte each: codes stay eight bits long if the table is cleared in time. */
    private static byte[] codes(Frame frame) {
        Picture picture = frame.picture();
        byte[] gray = picture.gray();
        ByteArrayOutputStream codes = new ByteArrayOutputStream();
        int sinceClear = 0;
        codes.write(CLEAR);
        for (int[] pass : frame.interlaced() ? INTERLACED : ONE_PASS) {
            for (int y = pass[0]; y < picture.height(); y += pass[1]) {
                for (int x = 0; x < picture.width(); x++) {
                    if (++sinceClear > 120) {
                        codes.write(CLEAR);
                        sinceClear = 1;
                    }
                    codes.write((gray[y * picture.width() + x] & 0xff) >> 1);
                }
            }
        }
        codes.write(END);
        return codes.toByteArray();
    }

    private static void blocks(ByteArrayOutputStream file, byte[] codes) {
        for (int start = 0; start < codes.length; start += 255) {
            int length = Math.min(255, codes.length - start);
            file.write(length);
            file.write(codes, start, length);
        }
        file.write(0);
    }
}
