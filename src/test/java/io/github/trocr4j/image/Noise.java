package io.github.trocr4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;

/** Noise that is easy to reproduce in other languages: the upper bits of a 31-bit linear congruential generator. */
public final class Noise {
    private Noise() {}

    public static byte[] plane(int width, int height) {
        byte[] plane = new byte[width * height];
        int state = width * 1000 + height;
        for (int i = 0; i < plane.length; i++) {
            state = (state * 1103515245 + 12345) & 0x7fffffff;
            plane[i] = (byte) (state >> 16);
        }
        return plane;
    }

    /** Returns three planes, cut one after the other from the same sequence. */
    static Picture colour(int width, int height) {
        byte[] planes = plane(width, 3 * height);
        int size = width * height;
        return Picture.rgb(
                Arrays.copyOf(planes, size),
                Arrays.copyOfRange(planes, size, 2 * size),
                Arrays.copyOfRange(planes, 2 * size, 3 * size),
                width,
                height);
    }

    /** Returns the CRC-32 of the values in little-endian order. */
    static String checksum(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return checksum(bytes.array());
    }

    static String checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
