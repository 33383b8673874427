package io.github.trocr4j.model;

/**
 * Marks a model that reads digits only: {@code digit_head} in config.json, a key of this project's own. The embedding
 * has a row per digit and one for the start token; the projection has a row per digit, so that nothing but digits can
 * ever be read.
 *
 * @param classes outputs: 10
 * @param length digits in a strip: 5
 * @param bosRow row of the start token in {@code embed_tokens}: 10
 * @param decoding one digit after the other, or all at once
 */
public record DigitHead(int classes, int length, int bosRow, Decoding decoding) {
    /** Ten digits, five to a strip, read one after the other. */
    public static final DigitHead FIVE_DIGITS = new DigitHead(10, 5, 10, Decoding.AUTOREGRESSIVE);

    /** Refuses heads without classes or length. */
    public DigitHead {
        if (classes < 2 || length < 1 || bosRow < classes) {
            throw new IllegalArgumentException("A digit head needs at least 2 classes, 1 position and a start row after"
                    + " the classes, found classes " + classes + ", length " + length + ", bos_row " + bosRow
                    + ".");
        }
    }

    /** The same head with another way to its digits. */
    public DigitHead withDecoding(Decoding other) {
        return new DigitHead(classes, length, bosRow, other);
    }
}
