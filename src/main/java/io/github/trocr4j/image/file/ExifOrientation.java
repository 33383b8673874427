package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The orientation that cameras store in JPEG files, and editors in PNG files (Exif 2.3, tag 274). */
final class ExifOrientation {
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;

    private ExifOrientation() {}

    /**
     * Returns the orientation, 1 to 8; 1 (upright) if it is missing or invalid, or the file is neither JPEG nor PNG.
     */
    static int of(byte[] bytes) {
        if (PngChunks.isPng(bytes)) {
            return PngChunks.exif(bytes).map(ExifOrientation::inTiff).orElse(1);
        }
        ByteBuffer file = ByteBuffer.wrap(bytes);
        if (file.remaining() < 4 || file.getShort() != (short) 0xffd8) {
            return 1;
        }
        while (file.remaining() >= 4 && file.get() == (byte) 0xff) {
            int marker = file.get() & 0xff;
            int length = (file.getShort() & 0xffff) - 2;
            boolean segment = marker >= 0xc0 && marker != 0xda && length >= 0 && length <= file.remaining();
            if (!segment) {
                return 1;
            }
            ByteBuffer content = file.slice(file.position(), length);
            if (marker == 0xe1 && startsWith(content, "Exif\0\0")) {
                return inTiff(content.slice(6, length - 6));
            }
            file.position(file.position() + length);
        }
        return 1;
    }

    private static int inTiff(ByteBuffer tiff) {
        if (startsWith(tiff, "II*\0")) {
            tiff.order(ByteOrder.LITTLE_ENDIAN);
        } else if (!startsWith(tiff, "MM\0*")) {
            return 1;
        }
        if (tiff.limit() < 8) {
            return 1;
        }
        long directory = Integer.toUnsignedLong(tiff.getInt(4));
        if (directory + 2 > tiff.limit()) {
            return 1;
        }
        int entries = tiff.getShort((int) directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + 12L * i;
            if (entry + 12 > tiff.limit()) {
                return 1;
            }
            int at = (int) entry;
            if (tiff.getShort(at) == ORIENTATION && tiff.getShort(at + 2) == SHORT) {
                int value = tiff.getShort(at + 8);
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }

    private static boolean startsWith(ByteBuffer buffer, String ascii) {
        byte[] expected = ascii.getBytes(StandardCharsets.US_ASCII);
        return buffer.limit() >= expected.length
                && buffer.slice(0, expected.length).equals(ByteBuffer.wrap(expected));
    }

    /** Rotates and mirrors a picture according to its orientation, 1 to 8. */
    static Picture upright(Picture picture, int orientation) {
        if (orientation == 1) {
            return picture;
        }
        boolean transposed = orientation >= 5;
        int width = transposed ? picture.height() : picture.width();
        int height = transposed ? picture.width() : picture.height();
        byte[][] planes = new byte[picture.isGray() ? 1 : 3][];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = upright(picture.plane(i), width, height, orientation);
        }
        return picture.isGray()
                ? Picture.gray(planes[0], width, height)
                : Picture.rgb(planes[0], planes[1], planes[2], width, height);
    }

    private static byte[] upright(byte[] plane, int width, int height, int orientation) {
        boolean transposed = orientation >= 5;
        boolean rightToLeft = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean bottomUp = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int fromWidth = transposed ? height : width;
        int fromHeight = transposed ? width : height;
        byte[] out = new byte[plane.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromX = transposed ? y : x;
                int fromY = transposed ? x : y;
                int sourceX = rightToLeft ? fromWidth - 1 - fromX : fromX;
                int sourceY = bottomUp ? fromHeight - 1 - fromY : fromY;
                out[y * width + x] = plane[sourceY * fromWidth + sourceX];
            }
        }
        return out;
    }
}
