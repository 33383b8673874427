package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The bytes of one pickle in an open file. Numbers are little-endian. */
final class PickleInput {
    /** Longest pickle accepted, in bytes. */
    static final int MAX_BYTES = 16 << 20;

    private static final int MAX_TEXT = 1 << 16;
    private static final int MAX_LINE = 256;
    private static final int BUFFER = MAX_TEXT;

    private final Path path;
    private final FileChannel channel;
    private final long begin;
    private final long end;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0).order(ByteOrder.LITTLE_ENDIAN);
    private long filled;

    /**
     * Creates an input.
     *
     * @param path the file, for messages
     * @param begin first byte of the pickle in the file
     * @param end first byte that cannot belong to it
     */
    PickleInput(Path path, FileChannel channel, long begin, long end) {
        this.path = path;
        this.channel = channel;
        this.begin = begin;
        this.end = Math.min(end, begin + MAX_BYTES);
        this.filled = begin;
    }

    Path path() {
        return path;
    }

    /** Returns the position of the next byte in the file. */
    long position() {
        return filled - buffer.remaining();
    }

    int u8() throws IOException, PickleException {
        return Byte.toUnsignedInt(need(1).get());
    }

    int u16() throws IOException, PickleException {
        return Short.toUnsignedInt(need(Short.BYTES).getShort());
    }

    int i32() throws IOException, PickleException {
        return need(Integer.BYTES).getInt();
    }

    double bigEndianDouble() throws IOException, PickleException {
        return Double.longBitsToDouble(Long.reverseBytes(need(Long.BYTES).getLong()));
    }

    /** Reads an integer in two's complement: a Long if it fits, otherwise a BigInteger. */
    Number whole(int length) throws IOException, PickleException {
        byte[] bytes = bytes(length);
        for (int low = 0, high = length - 1; low < high; low++, high--) {
            byte swapped = bytes[low];
            bytes[low] = bytes[high];
            bytes[high] = swapped;
        }
        BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return value;
    }

    /** Reads a text that follows its length in bytes. */
    String text() throws IOException, PickleException {
        int length = i32();
        if (length < 0 || length > MAX_TEXT) {
            throw PickleException.damaged("has a string of " + Integer.toUnsignedString(length)
                    + " bytes, more than the " + MAX_TEXT + " allowed");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw PickleException.damaged("has a string that is not UTF-8", e);
        }
    }

    /** Reads ASCII up to a line feed. */
    String line() throws IOException, PickleException {
        StringBuilder line = new StringBuilder();
        for (int c = u8(); c != '\n'; c = u8()) {
            if (c < ' ' || c > '~' || line.length() == MAX_LINE) {
                throw PickleException.damaged("has a name that is not ASCII or longer than " + MAX_LINE + " bytes");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    /** Reads at most 64 KB. */
    private byte[] bytes(int count) throws IOException, PickleException {
        byte[] bytes = new byte[count];
        need(count).get(bytes);
        return bytes;
    }

    private ByteBuffer need(int count) throws IOException, PickleException {
        if (buffer.remaining() < count) {
            long next = filled;
            buffer.compact().limit((int) Math.min(BUFFER, buffer.position() + (end - next)));
            filled += buffer.remaining();
            DataRegion.readFully(path, channel, buffer, next);
            buffer.flip();
            if (buffer.remaining() < count) {
                throw PickleException.damaged(
                        end - begin == MAX_BYTES ? "is longer than " + MAX_BYTES + " bytes" : "ends too early");
            }
        }
        return buffer;
    }
}
