package io.github.trocr4j.image.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/** The chunks of a PNG file, whose checksums Java's reader does not look at (ISO/IEC 15948, clause 5). */
final class PngChunks {
    /** Bytes of a chunk besides its data: length, type and checksum. */
    static final int FRAME = 12;

    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final String END = "IEND";

    private PngChunks() {}

    /**
     * One of them.
     *
     * @param type four letters
     * @param start where its frame begins
     * @param length of its data
     */
    record Chunk(String type, int start, int length) {}

    /** Whether a file begins as PNG files do. */
    static boolean isPng(byte[] bytes) {
        return bytes.length >= 8 && ByteBuffer.wrap(bytes).getLong() == SIGNATURE;
    }

    /** What is damaged in a PNG file, as the end of a sentence; empty if its chunks are whole. */
    static Optional<String> problem(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes).position(8);
        while (file.remaining() >= FRAME) {
            int start = file.position();
            int length = file.getInt();
            String type = type(bytes, start);
            if (length < 0 || length > file.remaining() - 8) {
                return Optional.of("is damaged, its chunk " + type + " goes beyond the file's end");
            }
            CRC32 checksum = new CRC32();
            checksum.update(bytes, start + 4, length + 4);
            file.position(start + 8 + length);
            if (file.getInt() != (int) checksum.getValue()) {
                return Optional.of("is damaged, the checksum of its chunk " + type + " is wrong");
            }
            if (type.equals(END)) {
                return Optional.empty();
            }
        }
        return Optional.of("is damaged, it ends before its chunk IEND");
    }

    /** The chunks of a whole PNG file up to its end; what stands after that is nobody's. */
    static List<Chunk> of(byte[] bytes) {
        List<Chunk> chunks = new ArrayList<>();
        ByteBuffer file = ByteBuffer.wrap(bytes);
        int start = 8;
        while (chunks.isEmpty() || !chunks.get(chunks.size() - 1).type().equals(END)) {
            Chunk chunk = new Chunk(type(bytes, start), start, file.getInt(start));
            chunks.add(chunk);
            start += FRAME + chunk.length();
        }
        return chunks;
    }

    /** The TIFF structure of a whole PNG file's eXIf chunk. */
    static Optional<ByteBuffer> exif(byte[] bytes) {
        return of(bytes).stream()
                .filter(chunk -> chunk.type().equals("eXIf"))
                .findFirst()
                .map(chunk -> ByteBuffer.wrap(bytes).slice(chunk.start() + 8, chunk.length()));
    }

    private static String type(byte[] bytes, int start) {
        String type = new String(bytes, start + 4, 4, StandardCharsets.US_ASCII);
        return type.chars().allMatch(c -> c > ' ' && c < 0x7f) ? type : "at byte " + start;
    }
}
