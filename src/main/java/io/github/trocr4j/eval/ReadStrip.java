package io.github.trocr4j.eval;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A strip and its reading: the expected digits, the digits read and their confidences. Positions count from 0 at the
 * left. A reading may be shorter or longer than the strip: a missing digit counts as wrong, and a strip with an extra
 * digit is not exact.
 *
 * <p>The constructor and the accessors copy the arrays. {@code equals} compares arrays by identity, so compare the
 * arrays themselves instead.
 *
 * @param expected the digits on the strip, each 0 to 9; at least one
 * @param read the digits read, each 0 to 9; may be empty
 * @param confidences the probability, 0 to 1, of each digit read
 * @param loss the cross-entropy of this strip in nats, if computed
 */
@SuppressWarnings("ArrayRecordComponent") // readers return arrays; copies keep the record immutable
public record ReadStrip(int[] expected, int[] read, float[] confidences, OptionalDouble loss) {
    /**
     * Copies and checks the arrays.
     *
     * @throws IllegalArgumentException if {@code expected} is empty, a digit is not 0 to 9, a confidence is not 0 to 1,
     *     or there is not one confidence per digit read
     */
    public ReadStrip {
        expected = expected.clone();
        read = read.clone();
        confidences = confidences.clone();
        if (expected.length == 0) {
            throw new IllegalArgumentException("expected holds no digits");
        }
        if (confidences.length != read.length) {
            throw new IllegalArgumentException(confidences.length + " confidences for " + read.length + " digits read");
        }
        requireDigits("expected", expected);
        requireDigits("read", read);
        for (float confidence : confidences) {
            if (!(confidence >= 0 && confidence <= 1)) { // rejects NaN too
                throw new IllegalArgumentException("confidence is not from 0 to 1: " + confidence);
            }
        }
    }

    /** Creates a strip without a loss. */
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

    /** Returns whether exactly the expected digits were read, in order. */
    public boolean isExact() {
        return Arrays.equals(expected, read);
    }

    /** Returns whether the digit at this position, counted from 0, was read correctly. */
    public boolean isRight(int position) {
        return position < read.length && position < expected.length && read[position] == expected[position];
    }

    /** Returns the confidence of the whole strip, 0 to 1: the product of the confidences, or 0 if nothing was read. */
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
                throw new IllegalArgumentException(name + " contains a value that is not a digit: " + digit);
            }
        }
    }
}
