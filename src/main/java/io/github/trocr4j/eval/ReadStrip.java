package io.github.trocr4j.eval;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * One strip after reading: what is written on it, what was read, and how sure the reader was. Positions count from 0 at
 * the left. A reading may be shorter or longer than the strip: a digit that is missing counts as wrong, and so does a
 * strip with a digit too many.
 *
 * <p>The arrays are copied on the way in and on the way out. Two records are equal only if they are the same object's
 * arrays, so compare the arrays instead.
 *
 * @param expected the digits on the strip, each 0 to 9; at least one
 * @param read the digits that were read, each 0 to 9; possibly none
 * @param confidences for each digit read the probability, 0 to 1, that the reader gave to it
 * @param loss the cross-entropy of this strip in nats, if it was computed
 */
@SuppressWarnings("ArrayRecordComponent") // readers hand over arrays; copies keep the record immutable
public record ReadStrip(int[] expected, int[] read, float[] confidences, OptionalDouble loss) {
    /**
     * Copies and checks the arrays.
     *
     * @throws IllegalArgumentException if nothing is expected, a digit is not 0 to 9, a confidence is not 0 to 1, or there
     *     is not one confidence per digit read
     */
    public ReadStrip {
        expected = expected.clone();
        read = read.clone();
        confidences = confidences.clone();
        if (expected.length == 0) {
            throw new IllegalArgumentException("expected holds no digits");
        }
        if (confidences.length != read.length) {
            throw new IllegalArgumentException(
                    confidences.length + " confidences for " + read.length + " digits that were read");
        }
        requireDigits("expected", expected);
        requireDigits("read", read);
        for (float confidence : confidences) {
            if (!(confidence >= 0 && confidence <= 1)) { // this way round NaN is refused, too
                throw new IllegalArgumentException("confidence is not from 0 to 1: " + confidence);
            }
        }
    }

    /** A strip whose loss is not known; otherwise as the full constructor. */
    public ReadStrip(int[] expected, int[] read, float[] confidences) {
        this(expected, read, confidences, OptionalDouble.empty());
    }

    @Override
    public int[] expected() {
        return expected.clone();
    }

    @Override
    public int[] read() {
        return read.clone();
    }

    @Override
    public float[] confidences() {
        return confidences.clone();
    }

    /** Whether all digits were read, in order, and none besides. */
    public boolean isExact() {
        return Arrays.equals(expected, read);
    }

    /** Whether the digit at this position (any position from 0 on) was read, and read rightly. */
    public boolean isRight(int position) {
        return position < read.length && position < expected.length && read[position] == expected[position];
    }

    /** The product of the confidences: how sure the reader is of the whole strip, 0 to 1; 0 where it read nothing. */
    public double stripConfidence() {
        if (read.length == 0) {
            return 0;
        }
        double product = 1;
        for (float confidence : confidences) {
            product *= confidence;
        }
        return product;
    }

    @Override
    public String toString() {
        return "ReadStrip[" + join(expected) + " read as " + join(read) + "]";
    }

    private static String join(int[] digits) {
        StringBuilder text = new StringBuilder();
        for (int digit : digits) {
            text.append(digit);
        }
        return text.toString();
    }

    private static void requireDigits(String name, int[] digits) {
        for (int digit : digits) {
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException(name + " holds something else than digits: " + digit);
            }
        }
    }
}
