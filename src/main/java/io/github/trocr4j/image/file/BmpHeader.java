package io.github.trocr4j.image.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** What stands at the beginning of a BMP file, as far as Java's reader should not be left alone with it. */
final class BmpHeader {
    /** The header of Windows 3; OS/2's is shorter and tells of no compression. */
    private static final int WINDOWS_3 = 40;

    private static final int JPEG = 4;
    private static final int PNG = 5;

    private BmpHeader() {}

    /** Whether a file begins as BMP files do. */
    static boolean isBmp(byte[] bytes) {
        return bytes.length > 33 && bytes[0] == 'B' && bytes[1] == 'M';
    }

    /** How many bytes a BMP file's second header has, which is its version. */
    static long size(byte[] bytes) {
        return number(bytes, 14);
    }

    /** What keeps the file from being decoded, as the end of a sentence; empty if nothing does. */
    static Optional<String> problem(byte[] bytes) {
        long compression = size(bytes) < WINDOWS_3 ? 0 : number(bytes, 30);
        // The picture inside may be of any size, whatever the file says of itself.
        return compression == JPEG || compression == PNG
                ? Optional.of("is a BMP file around a JPEG or PNG picture; save that picture itself")
                : Optional.empty();
    }

    private static long number(byte[] bytes, int at) {
        return Integer.toUnsignedLong(
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at));
    }
}
