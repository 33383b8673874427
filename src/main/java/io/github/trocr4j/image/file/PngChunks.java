package io.github.trocr4j.image.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/** The chunks of a PNG file. Java's reader does not check their checksums (ISO/IEC 15948, clause 5). */
final class PngChunks {
    /** Bytes of a chunk besides its data: length, type and checksum. */
    static final int OVERHEAD = 12;

    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final String END = "IEND";

    private PngChunks() {}

    /**
     * A chunk.
     *
     * @param type four letters
     * @param start first byte, where its length is
     * @param length bytes of its data
     */
    record Chunk(String type, int start, int length) {}

    /** Returns whether a file has the signature of PNG. */
    static boolean isPng(byte[] bytes) {
        return bytes.length >= 8 && ByteBuffer.wrap(bytes).getLong() == SIGNATURE;
    }

    /** Returns what is damaged, as the end of a sentence; empty if all chunks are intact. */
    static Optional<String> problem(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes).position(8);
        while (file.remaining() >= OVERHEAD) {
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

    /** Returns the chunks of an intact PNG file up to IEND. Anything after that is ignored. */
    static List<Chunk> of(byte[] bytes) {
        List<Chunk> chunks = new ArrayList<>();
        ByteBuffer file = ByteBuffer.wrap(bytes);
        int start = 8;
        while (chunks.isEmpty() || !chunks.get(chunks.size() - 1).type().equals(END)) {
            Chunk chunk = new Chunk(type(bytes, start), start, file.getInt(start));
            chunks.add(chunk);
            start += OVERHEAD + chunk.length();
        }
        return chunks;
    }

    /** Returns the TIFF structure in the eXIf chunk of an intact PNG file. */
    static Optional<ByteBuffer> exif(byte[] bytes) {
        for (Chunk chunk : of(bytes)) {
            if (chunk.type().equals("eXIf")) {
                return Optional.of(ByteBuffer.wrap(bytes).slice(chunk.start() + 8, chunk.length()));
            }
        }
        return Optional.empty();
    }

    private static String type(byte[] bytes, int start) {
        for (int i = start + 4; i < start + 8; i++) {
            if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
                return "at byte " + start;
            }
        }
        return new String(bytes, start + 4, 4, StandardCharsets.US_ASCII);
    }
}
