package io.github.trocr4j.checkpoint;

import java.nio.ByteBuffer;

/** One element at a time: the little-endian bytes of a tensor to and from Java's numbers. */
final class Elements {
    private Elements() {}

    /** The next element of a floating-point type; each widens exactly to a double. */
    static double real(ByteBuffer from, Dtype dtype) {
        return switch (dtype) {
            case F64 -> from.getDouble();
            case F32 -> from.getFloat();
            case F16 -> HalfPrecision.fromF16(from.getShort());
            case BF16 -> HalfPrecision.fromBf16(from.getShort());
            default -> throw new IllegalArgumentException(dtype + " is no floating-point type");
        };
    }

    /** The next element of an integer type; BOOL gives 0 or 1. */
    static long integer(ByteBuffer from, Dtype dtype) {
        return switch (dtype) {
            case BOOL -> from.get() == 0 ? 0 : 1;
            case U8 -> Byte.toUnsignedLong(from.get());
            case I8 -> from.get();
            case I16 -> from.getShort();
            case U16 -> Short.toUnsignedLong(from.getShort());
            case I32 -> from.getInt();
            case U32 -> Integer.toUnsignedLong(from.getInt());
            case I64 -> from.getLong();
            default -> throw new IllegalArgumentException(dtype + " does not fit a long");
        };
    }

    /** Appends a value as F32, or rounded to nearest even as F16 or BF16. */
    static void put(ByteBuffer to, Dtype dtype, float value) {
        switch (dtype) {
            case F32 -> to.putFloat(value);
            case F16 -> to.putShort(HalfPrecision.toF16(value));
            case BF16 -> to.putShort(HalfPrecision.toBf16(value));
            default -> throw new IllegalArgumentException(dtype + " is not written, only F32, F16 and BF16");
        }
    }
}
