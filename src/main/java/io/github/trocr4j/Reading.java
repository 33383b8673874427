package io.github.trocr4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was read from a strip.
 *
 * @param digits the digits from left to right, such as "70415"
 * @param confidences for each digit the probability, 0 to 1, that the model gave to it
 * @param uncertain whether {@link #confidence} is below {@link ReaderOptions#minimumConfidence}
 */
public record Reading(String digits, List<Float> confidences, boolean uncertain) {
    /** A reading of which nobody asked how sure it is at least. */
    public Reading(String digits, List<Float> confidences) {
        this(digits, confidences, false);
    }

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there is something else than digits, not one confidence for each of them, or a
     *     confidence that is not 0 to 1
     */
    public Reading {
        confidences = List.copyOf(confidences);
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("expected digits, found '" + digits + "'");
        }
        if (confidences.size() != digits.length()) {
            throw new IllegalArgumentException("expected a confidence for each of the " + digits.length()
                    + " digits, found " + confidences.size());
        }
        for (float confidence : confidences) {
            if (!(confidence >= 0 && confidence <= 1)) { // this way round NaN is refused, too
                throw new IllegalArgumentException("expected confidences of 0 to 1, found " + confidence);
            }
        }
    }

    /** Of token ids that are digits. */
    static Reading of(int[] ids, float[] probabilities) {
        StringBuilder digits = new StringBuilder(ids.length);
        Arrays.stream(ids).forEach(digits::append);
        List<Float> confidences = new ArrayList<>(probabilities.length);
        for (float probability : probabilities) {
            // Sums of rounded exponentials may exceed the whole by a hair.
            confidences.add(Math.min(1, probability));
        }
        return new Reading(digits.toString(), confidences);
    }

    /** The same reading, uncertain if its confidence is below {@code minimum}, 0 to 1. */
    public Reading requiring(float minimum) {
        return new Reading(digits, confidences, confidence() < minimum);
    }

    /** How sure the model is of the whole strip: the product of the confidences, 0 to 1. */
    public float confidence() {
        double product = 1;
        for (float confidence : confidences) {
            product *= confidence;
        }
        return (float) product;
    }
}
