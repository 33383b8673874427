package io.github.trocr4j;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reading of one line.
 *
 * @param text the text, such as "70415"
 * @param tokens the tokens that the model chose, with the end token if it has one
 * @param uncertain whether {@link #confidence} is below the required minimum
 */
public record Reading(String text, List<Token> tokens, boolean uncertain) {
    private static final Pattern WORD = Pattern.compile("\\S+", Pattern.UNICODE_CHARACTER_CLASS);

    /**
     * A token.
     *
     * @param text its part of the line's text; empty for special tokens, such as the end token, and for the first bytes
     *     of a character that takes several tokens
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

    /**
     * A word: what is between white space.
     *
     * @param confidence the product of the probabilities of its tokens, 0 to 1
     */
    public record Word(String text, float confidence) {}

    /** Copies the list. */
    public Reading {
        tokens = List.copyOf(tokens);
    }

    /** Returns this reading, marked uncertain if its confidence is below {@code minimum}, 0 to 1. */
    public Reading requiring(float minimum) {
        return new Reading(text, tokens, confidence() < minimum);
    }

    /** Returns the words of the line. A token that has parts of two words counts for both. */
    public List<Word> words() {
        List<Word> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            double product = 1;
            int start = 0;
            for (Token token : tokens) {
                int end = start + token.text().length();
                if (start < word.end() && (end > word.start() || start >= word.start())) {
                    product *= token.confidence();
                }
                start = end;
            }
            words.add(new Word(word.group(), (float) product));
        }
        return List.copyOf(words);
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
