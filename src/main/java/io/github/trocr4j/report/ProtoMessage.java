package io.github.trocr4j.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One message of Protocol Buffers, field by field: the four wire types that TensorBoard's events need. A library would bring
 * all of TensorFlow's generated classes for these few bytes.
 */
final class ProtoMessage {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED_32 = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** {@code int64}, {@code enum}. */
    ProtoMessage integer(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    /** {@code double}. */
    ProtoMessage float64(int field, double value) {
        varint((long) field << 3 | FIXED_64);
        bytes.writeBytes(little(8).putDouble(value).array());
        return this;
    }

    /** {@code float}. */
    ProtoMessage float32(int field, float value) {
        varint((long) field << 3 | FIXED_32);
        bytes.writeBytes(little(4).putFloat(value).array());
        return this;
    }

    /** {@code string}. */
    ProtoMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A message within this one. */
    ProtoMessage message(int field, ProtoMessage value) {
        return bytes(field, value.toByteArray());
    }

    /** The message so far. */
    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private ProtoMessage bytes(int field, byte[] value) {
        varint((long) field << 3 | LENGTH);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    /** Seven bits a byte, the lowest first; the high bit says that more follow. */
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
