package io.github.trocr4j;

import java.util.List;

/**
 * What was read from a strip.
 *
 * @param digits the digits from left to right, such as "70415"
 * @param confidences for each digit the probability, 0 to 1, that the model gave to it
 */
public record Reading(String digits, List<Float> confidences) {
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

    /** How sure the model is of the whole strip: the product of the confidences, 0 to 1. */
    public float confidence() {
        double product = 1;
        for (float confidence : confidences) {
            product *= confidence;
        }
        return (float) product;
    }
}
