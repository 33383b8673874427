package io.github.trocr4j.eval;

import java.util.Arrays;
import java.util.OptionalDouble;

/** Creates readings from text, to keep the examples readable. */
public final class Readings {
    private Readings() {}

    /** Returns a strip with its reading, with the same confidence for each digit. */
    public static ReadStrip reading(String expected, String read, double confidence) {
        float[] confidences = new float[read.length()];
        Arrays.fill(confidences, (float) confidence);
        return new ReadStrip(digits(expected), digits(read), confidences);
    }

    /** Returns a strip with its reading and a confidence for each digit read. */
    public static ReadStrip reading(String expected, String read, float... confidences) {
        return new ReadStrip(digits(expected), digits(read), confidences);
    }

    /** Returns a strip that was read correctly and has a loss. */
    public static ReadStrip withLoss(String digits, double loss) {
        float[] confidences = new float[digits.length()];
        return new ReadStrip(digits(digits), digits(digits), confidences, OptionalDouble.of(loss));
    }

    private static int[] digits(String text) {
        return text.chars().map(c -> c - '0').toArray();
    }
}
