package io.github.trocr4j.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads one message in the protocol buffers wire format, field by field and never beyond its end. The content is
 * untrusted: overlong varints, groups, field 0 and lengths that exceed the message are rejected.
 *
 * <p>Source: protobuf.dev, "Encoding".
 */
final class ProtobufMessage {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH_DELIMITED = 2;
    static final int FIXED32 = 5;

    private static final int MAX_VARINT_BYTES = 10;
    private static final long MAX_TAG = 0xFFFF_FFFFL;

    private final Path file;
    private final byte[] bytes;
    private final int end;
    private int position;
    private int field;
    private int wireType;

    /** Creates a reader of a file's whole content as one message. */
    ProtobufMessage(Path file, byte[] bytes) {
        this(file, bytes, 0, bytes.length);
    }

    private ProtobufMessage(Path file, byte[] bytes, int start, int end) {
        this.file = file;
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** Advances to the next field; returns false at the end of the message. */
    boolean next() throws VocabularyException {
        if (position == end) {
            return false;
        }
        int start = position;
        long tag = varint();
        if (tag < 8 || tag > MAX_TAG) {
            position = start;
            throw damaged("a field has the invalid tag " + Long.toUnsignedString(tag));
        }
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        return true;
    }

    /** Returns the number of the current field. */
    int field() {
        return field;
    }

    /** Returns the value of the current field, which must be a varint. */
    long varintValue() throws VocabularyException {
        require(VARINT);
        return varint();
    }

    /** Returns the value of the current field, which must be a message. */
    ProtobufMessage messageValue() throws VocabularyException {
        int length = lengthOf(LENGTH_DELIMITED);
        position += length;
        return new ProtobufMessage(file, bytes, position - length, position);
    }

    /** Returns the value of the current field, which must be a string in valid UTF-8. */
    String stringValue() throws VocabularyException {
        int length = lengthOf(LENGTH_DELIMITED);
        try {
            // Unlike new String(), a decoder reports malformed input.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, position, length))
                    .toString();
            position += length;
            return text;
        } catch (CharacterCodingException e) {
            throw (VocabularyException) damaged("a string is not UTF-8").initCause(e);
        }
    }

    /** Returns the value of the current field, which must be bytes. */
    byte[] bytesValue() throws VocabularyException {
        int length = lengthOf(LENGTH_DELIMITED);
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    /** Returns the value of the current field, which must be a float. */
    float floatValue() throws VocabularyException {
        int length = lengthOf(FIXED32);
        position += length;
        return ByteBuffer.wrap(bytes, position - Float.BYTES, Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
    }

    /** Skips the current field, of any wire type except groups. */
    void skip() throws VocabularyException {
        if (wireType == VARINT) {
            varint();
        } else {
            skipBytes(wireType);
        }
    }

    private void skipBytes(int type) throws VocabularyException {
        int length = lengthOf(type); // lengthOf moves the position, so this must not become part of "position +="
        position += length;
    }

    VocabularyException damaged(String what) {
        return new VocabularyException(file, position, what);
    }

    private void require(int expected) throws VocabularyException {
        if (wireType != expected) {
            throw damaged("field " + field + " should have wire type " + expected + ", but has " + wireType);
        }
    }

    /** Returns the length of the value in bytes, checked to lie within the message. */
    private int lengthOf(int expected) throws VocabularyException {
        require(expected);
        long length = switch (expected) {
            case FIXED64 -> Long.BYTES;
            case FIXED32 -> Integer.BYTES;
            case LENGTH_DELIMITED -> varint();
            default -> throw damaged("field " + field + " has the unsupported wire type " + wireType);
        };
        if (length < 0 || length > end - position) {
            throw damaged("field " + field + " should have " + Long.toUnsignedString(length) + " bytes, but its message"
                    + " ends after " + (end - position));
        }
        return (int) length;
    }

    /** Reads an unsigned 64-bit number: 7 bits a byte, lowest first. */
    private long varint() throws VocabularyException {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            if (position == end) {
                throw damaged("a number ends in the middle");
            }
            int next = bytes[position++];
            value |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                if ((i > 0 && next == 0) || (i == MAX_VARINT_BYTES - 1 && next > 1)) {
                    break;
                }
                return value;
            }
        }
        throw damaged("a number is longer than it may be");
    }
}
