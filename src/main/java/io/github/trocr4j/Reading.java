package io.github.trocr4j;

import java.util.List;

/**
 * The reading of one line.
 *
 * @param text the text, such as "70415"
 * @param tokens the tokens that the model chose, with the end token if it has one
 * @param uncertain whether {@link #confidence} is below the required minimum
 */
public record Reading(String text, List<Token> tokens, boolean uncertain) {
    /**
     * A token.
     *
     * @param text its text; empty for special tokens, such as the end token
     * @param confidence its probability, 0 to 1
     */
    public record Token(String text, float confidence) {
        /** @throws IllegalArgumentException if the confidence is not 0 to 1 */
        public Token {
            if (!(confidence >= 0 && confidence <= 1)) { // rejects NaN too
                throw new IllegalArgumentException("expected a confidence of 0 to 1, found " + confidence);
            }
        }
    }

    /** Copies the list. */
    public Reading {
        tokens = List.copyOf(tokens);
    }

    /** Returns this reading, marked uncertain if its confidence is below {@code minimum}, 0 to 1. */
    public Reading requiring(float minimum) {
        return new Reading(text, tokens, confidence() < minimum);
    }

    /** Returns the confidence of the whole line, 0 to 1: the product of those of its tokens. */
    public float confidence() {
        double product = 1;
        for (Token token : tokens) {
            product *= token.confidence();
        }
        return (float) product;
    }
}
