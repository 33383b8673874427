package io.github.trocr4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The orientation that a camera notes in its JPEG files, or an editor in its PNG files (Exif 2.3, tag 274). */
final class ExifOrientation {
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;

    private ExifOrientation() {}

    /** 1 to 8; 1, upright, where nothing sensible is noted or the bytes are no JPEG or PNG file. */
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
}
