package io.github.trocr4j.image.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Checks the header of a BMP file for what Java's reader handles badly. */
final class BmpHeader {
    /** Length of Windows 3's header; that of OS/2 is shorter and has no field for compression. */
    private static final int WINDOWS_3 = 40;

    private static final int JPEG = 4;
    private static final int PNG = 5;

    private BmpHeader() {}

    /** Returns whether a file has the signature of BMP. */
    static boolean isBmp(byte[] bytes) {
        return bytes.length > 33 && bytes[0] == 'B' && bytes[1] == 'M';
    }

    /** Returns the length of the second header, which identifies its version. */
    static long size(byte[] bytes) {
        return number(bytes, 14);
    }

    /** Returns what prevents decoding, as the end of a sentence; empty if nothing does. */
    static Optional<String> problem(byte[] bytes) {
        long compression = size(bytes) < WINDOWS_3 ? 0 : number(bytes, 30);
        // The embedded picture may have any size, whatever this header says.
        return compression == JPEG || compression == PNG
                ? Optional.of("is a BMP file around a JPEG or PNG picture; save that picture itself")
                : Optional.empty();
    }

    private static long number(byte[] bytes, int at) {
        return Integer.toUnsignedLong(
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at));
    }
}
