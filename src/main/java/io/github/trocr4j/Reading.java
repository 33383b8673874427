package io.github.trocr4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The reading of a strip.
 *
 * @param digits the digits from left to right, such as "70415"
 * @param confidences the probability of each digit, 0 to 1
 * @param uncertain whether {@link #confidence} is below {@link ReaderOptions#minimumConfidence}
 */
public record Reading(String digits, List<Float> confidences, boolean uncertain) {
    /** Creates a reading that is not uncertain. */
    public Reading(String digits, List<Float> confidences) {
        this(digits, confidences, false);
    }

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if {@code digits} contains anything but digits, there is not one confidence for
     *     each, or a confidence is not 0 to 1
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
            if (!(confidence >= 0 && confidence <= 1)) { // rejects NaN too
                throw new IllegalArgumentException("expected confidences of 0 to 1, found " + confidence);
            }
        }
    }

    /** Creates a reading from token ids that are digits. */
    static Reading of(int[] ids, float[] probabilities) {
        StringBuilder digits = new StringBuilder(ids.length);
        Arrays.stream(ids).forEach(digits::append);
        List<Float> confidences = new ArrayList<>(probabilities.length);
        for (float probability : probabilities) {
            // Rounding in the softmax can push a probability slightly above 1.
            confidences.add(Math.min(1, probability));
        }
        return new Reading(digits.toString(), confidences);
    }

    /** Returns this reading, marked uncertain if its confidence is below {@code minimum}, 0 to 1. */
    public Reading requiring(float minimum) {
        return new Reading(digits, confidences, confidence() < minimum);
    }

    /** Returns the confidence of the whole strip, 0 to 1: the product of the confidences. */
    public float confidence() {
        double product = 1;
        for (float confidence : confidences) {
            product *= confidence;
        }
        return (float) product;
    }
}
