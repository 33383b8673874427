package io.github.trocr4j.checkpoint;

import java.nio.ByteBuffer;

/**
 * Converts single elements of a tensor from and to little-endian bytes. Java 17 lacks two of the types, both of 16
 * bits: IEEE 754 binary16 (F16: 5 bits of exponent, 10 of fraction) and bfloat16 (BF16: the upper half of a binary32).
 * Widening is exact. Narrowing rounds to nearest, ties to even, overflows to infinity, and keeps NaN a NaN.
 */
final class Elements {
    private Elements() {}

    /** Reads the next element of a floating-point type. All of them widen exactly to a double. */
    static double real(ByteBuffer from, Dtype dtype) {
        return switch (dtype) {
            case F64 -> from.getDouble();
            case F32 -> from.getFloat();
            case F16 -> fromF16(from.getShort());
            case BF16 -> fromBf16(from.getShort());
            default -> throw new IllegalArgumentException(dtype + " is not a floating-point type");
        };
    }

    /** Reads the next element of an integer type; BOOL is 0 or 1. */
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

    /** Appends a value as F32, F16 or BF16; the latter two round to nearest, ties to even. */
    static void put(ByteBuffer to, Dtype dtype, float value) {
        switch (dtype) {
            case F32 -> to.putFloat(value);
            case F16 -> to.putShort(toF16(value));
            case BF16 -> to.putShort(toBf16(value));
            default -> throw new IllegalArgumentException(dtype + " is not written, only F32, F16 and BF16");
        }
    }

    static float fromF16(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1f;
        int fraction = half & 0x3ff;
        int magnitude;
        if (exponent == 0) {
            // Zero and subnormals are multiples of 2^-24, each of which is a normal float.
            magnitude = Float.floatToRawIntBits(fraction * 0x1p-24f);
        } else if (exponent == 31) {
            magnitude = 0x7f800000 | (fraction << 13);
        } else {
            magnitude = ((exponent + (127 - 15)) << 23) | (fraction << 13);
        }
        return Float.intBitsToFloat(sign | magnitude);
    }

    static short toF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        int half;
        if (magnitude > 0x7f800000) {
            half = 0x7e00 | ((magnitude >>> 13) & 0x3ff);
        } else if (magnitude >= 0x477ff000) { // 65520, halfway between the largest half (65504) and the next step
            half = 0x7c00;
        } else if (magnitude >= 0x38800000) { // 2^-14, the smallest normal half
            half = roundedShift(magnitude - ((127 - 15) << 23), 13);
        } else if (magnitude > 0x33000000) { // 2^-25, half of the smallest subnormal, ties to zero
            int exponent = magnitude >>> 23;
            half = roundedShift((magnitude & 0x7fffff) | 0x800000, 126 - exponent);
        } else {
            half = 0;
        }
        return (short) (sign | half);
    }

    static float fromBf16(short upper) {
        return Float.intBitsToFloat(upper << 16);
    }

    static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & 0x7fffffff) > 0x7f800000) {
            // Rounding could carry a NaN's payload into the sign bit. Truncating with the quiet bit set keeps it a NaN.
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    /** Returns {@code value / 2^places}, rounded to nearest, ties to even. */
    private static int roundedShift(int value, int places) {
        int quotient = value >>> places;
        int rest = value & ((1 << places) - 1);
        int tie = 1 << (places - 1);
        return rest > tie || (rest == tie && (quotient & 1) == 1) ? quotient + 1 : quotient;
    }
}
