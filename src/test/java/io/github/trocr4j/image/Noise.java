package io.github.trocr4j.image;

import java.util.Locale;
import java.util.zip.CRC32;

/** Pixels that any language can make again: the upper bits of a 31-bit linear congruential generator. */
final class Noise {
    private Noise() {}

    static byte[] plane(int width, int height) {
        byte[] plane = new byte[width * height];
        int state = width * 1000 + height;
        for (int i = 0; i < plane.length; i++) {
            state = (state * 1103515245 + 12345) & 0x7fffffff;
            plane[i] = (byte) (state >> 16);
        }
        return plane;
    }

    static String checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
