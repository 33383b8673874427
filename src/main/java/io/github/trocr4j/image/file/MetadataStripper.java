package io.github.trocr4j.image.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * Removes metadata from picture files. Java's readers parse text, times and colour profiles even when told to ignore
 * them: text may decompress to gigabytes, a profile may refer to another file, and if one of them is malformed a good
 * picture is reported as damaged.
 */
final class MetadataStripper {
    private static final Set<String> PNG_CHUNKS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    /** Offset of the colour space in a Windows 4 or 5 header, and the value for sRGB. */
    private static final int BMP_COLOUR_SPACE = 14 + 56;

    private static final int SRGB = 0x73524742;

    private MetadataStripper() {}

    /** Returns a file without metadata, or the same bytes if it has none. */
    static byte[] of(byte[] bytes) {
        if (PngChunks.isPng(bytes)) {
            return png(bytes);
        }
        if (JpegHeader.isJpeg(bytes)) {
            return jpeg(bytes);
        }
        return BmpHeader.isBmp(bytes) ? bmp(bytes) : bytes;
    }

    /** Keeps the chunks that matter; the file's chunks must be intact. */
    private static byte[] png(byte[] bytes) {
        ByteArrayOutputStream bare = new ByteArrayOutputStream(bytes.length);
        bare.write(bytes, 0, 8);
        for (PngChunks.Chunk chunk : PngChunks.of(bytes)) {
            if (PNG_CHUNKS.contains(chunk.type())) {
                bare.write(bytes, chunk.start(), chunk.length() + PngChunks.OVERHEAD);
            }
        }
        return bare.toByteArray();
    }

    /** Removes APP1 to APP13, APP15 and comments before the first scan. */
    private static byte[] jpeg(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        ByteArrayOutputStream bare = new ByteArrayOutputStream(bytes.length);
        bare.write(bytes, 0, 2);
        int at = 2;
        while (at + 4 <= bytes.length && bytes[at] == (byte) 0xff) {
            int marker = bytes[at + 1] & 0xff;
            int length = 2 + (file.getShort(at + 2) & 0xffff);
            boolean segment = marker >= 0xc0 && marker != 0xff && marker != 0xda && at + length <= bytes.length;
            if (!segment) {
                break;
            }
            boolean metadata = marker == 0xfe || (marker > 0xe0 && marker <= 0xef && marker != 0xee);
            if (!metadata) {
                bare.write(bytes, at, length);
            }
            at += length;
        }
        bare.write(bytes, at, bytes.length - at);
        return bare.toByteArray();
    }

    /**
     * Sets the colour space to sRGB instead of a profile in this file or, with older versions of Java 17, in another.
     */
    private static byte[] bmp(byte[] bytes) {
        if (BmpHeader.size(bytes) < 108 || bytes.length < BMP_COLOUR_SPACE + 4) {
            return bytes;
        }
        byte[] bare = bytes.clone();
        ByteBuffer.wrap(bare).order(ByteOrder.LITTLE_ENDIAN).putInt(BMP_COLOUR_SPACE, SRGB);
        return bare;
    }
}
