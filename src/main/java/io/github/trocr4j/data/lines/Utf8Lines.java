package io.github.trocr4j.data.lines;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * The lines of an untrusted text file: UTF-8, with or without a byte order mark, no line longer than
 * {@link #MAX_BYTES}. Holds one line at a time.
 */
final class Utf8Lines implements Closeable {
    /** The most bytes a line may have. */
    static final int MAX_BYTES = 1_000_000;

    private static final int BLOCK = 1 << 16;
    private static final String REMEDY = "save the file as UTF-8";

    private final String name;
    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // reports what is malformed
    private final byte[] block = new byte[BLOCK];
    private byte[] line = new byte[1024];
    private int position;
    private int limit;
    private long number;

    /**
     * Opens a file.
     *
     * @param name what messages call it
     */
    Utf8Lines(Path file, String name) throws LineDataException {
        this.name = name;
        try {
            in = Files.newInputStream(file);
        } catch (IOException e) {
            throw new LineDataException(name, e);
        }
    }

    /** Returns how many lines have been read, which is the number of the last one. */
    long number() {
        return number;
    }

    /** Returns where a message says something is. */
    String where(long line) {
        return name + " line " + line;
    }

    /**
     * Returns the next line with its line feed; null at the end.
     *
     * @throws LineDataException if it is too long or not UTF-8
     */
    String next() throws LineDataException {
        int length = bytes();
        if (length == 0) {
            return null;
        }
        number++;
        int start = number == 1 ? byteOrderMark(length) : 0;
        return decoded(ByteBuffer.wrap(line, start, length - start));
    }

    /** Copies bytes into {@link #line}, up to and with the next line feed; how many there are. */
    private int bytes() throws LineDataException {
        int length = 0;
        while (true) {
            if (position == limit && !fill()) {
                return length;
            }
            int end = position;
            while (end < limit && block[end] != '\n') {
                end++;
            }
            int upTo = Math.min(end + 1, limit);
            int taken = upTo - position;
            if (length + taken > MAX_BYTES) {
                throw new LineDataException(
                        where(number + 1),
                        "at most " + MAX_BYTES + " bytes in a line",
                        "more",
                        "put each picture and its text on a line of its own");
            }
            if (length + taken > line.length) {
                line = Arrays.copyOf(line, Math.max(2 * line.length, length + taken));
            }
            System.arraycopy(block, position, line, length, taken);
            length += taken;
            position = upTo;
            if (end < limit) {
                return length;
            }
        }
    }

    private boolean fill() throws LineDataException {
        try {
            position = 0;
            limit = Math.max(0, in.read(block));
            return limit > 0;
        } catch (IOException e) {
            throw new LineDataException(name, e);
        }
    }

    private int byteOrderMark(int length) throws LineDataException {
        if (startsWith(length, 0xef, 0xbb, 0xbf)) {
            return 3;
        }
        if (startsWith(length, 0xff, 0xfe) || startsWith(length, 0xfe, 0xff)) {
            throw new LineDataException(name, "UTF-8", "the byte order mark of UTF-16", REMEDY);
        }
        return 0;
    }

    private boolean startsWith(int length, int... bytes) {
        if (length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (Byte.toUnsignedInt(line[i]) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private String decoded(ByteBuffer bytes) throws LineDataException {
        CharBuffer characters = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.reset().decode(bytes, characters, true);
        if (result.isError()) {
            throw new LineDataException(
                    where(number), "UTF-8", String.format(Locale.ROOT, "the byte 0x%02X", bytes.get()), REMEDY);
        }
        return characters.flip().toString();
    }

    @Override
    public void close() throws LineDataException {
        try {
            in.close();
        } catch (IOException e) {
            throw new LineDataException(name, e);
        }
    }
}
