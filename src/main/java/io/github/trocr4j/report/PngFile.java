package io.github.trocr4j.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Encodes pictures of 8-bit colours as PNG (ISO/IEC 15948:2004). */
final class PngFile {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte TRUECOLOUR = 2;
    private static final byte FILTER_UP = 2;

    private PngFile() {}

    /**
     * Returns the bytes of a PNG file.
     *
     * @param pixels width x height colours 0xRRGGBB, row by row
     */
    static byte[] encode(int width, int height, int[] pixels) {
        if (width < 1 || height < 1 || pixels.length != (long) width * height) {
            throw new IllegalArgumentException(pixels.length + " pixels for a picture of " + width + "x" + height);
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        // width, height, bits per channel, colour type; then compression, filter and interlace methods, all 0
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) 8).put(TRUECOLOUR);
        chunk(file, "IHDR", header.array());
        chunk(file, "IDAT", deflate(filtered(width, height, pixels)));
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    /** Returns each row as its difference from the row above (filter "up"), which makes the file a third as long. */
    private static byte[] filtered(int width, int height, int[] pixels) {
        ByteBuffer rows = ByteBuffer.allocate(Math.multiplyExact(height, 1 + 3 * width));
        for (int y = 0; y < height; y++) {
            rows.put(FILTER_UP);
            for (int x = 0; x < width; x++) {
                int pixel = pixels[y * width + x];
                int above = y == 0 ? 0 : pixels[(y - 1) * width + x];
                rows.put((byte) ((pixel >> 16) - (above >> 16)));
                rows.put((byte) ((pixel >> 8) - (above >> 8)));
                rows.put((byte) (pixel - above));
            }
        }
        return rows.array();
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                compressed.write(buffer, 0, deflater.deflate(buffer));
            }
            return compressed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] content) {
        byte[] typed = ByteBuffer.allocate(4 + content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
        CRC32 checksum = new CRC32();
        checksum.update(typed);
        file.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        file.writeBytes(typed);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }
}
