package io.github.trocr4j.model;

/**
 * The output head of a model that reads digits only: {@code digit_head} in config.json, a key of this project. The
 * embedding has a row per digit and one for the start token. The projection has a row per digit, so the output is
 * always a digit.
 *
 * @param classes number of outputs: 10
 * @param length number of digits in a strip: 5
 * @param bosRow row of the start token in {@code embed_tokens}: 10
 * @param decoding whether digits are generated one at a time or all at once
 */
public record DigitHead(int classes, int length, int bosRow, Decoding decoding) {
    /** Ten classes, five digits per strip, one digit at a time. */
    public static final DigitHead FIVE_DIGITS = new DigitHead(10, 5, 10, Decoding.AUTOREGRESSIVE);

    /**
     * Creates a head.
     *
     * @throws IllegalArgumentException if there are fewer than 2 classes or 1 position, or {@code bosRow} is one of the
     *     classes
     */
    public DigitHead {
        if (classes < 2 || length < 1 || bosRow < classes) {
            throw new IllegalArgumentException("A digit head needs at least 2 classes, 1 position and a start row after"
                    + " the classes, found classes " + classes + ", length " + length + ", bos_row " + bosRow
                    + ".");
        }
    }

    /** Returns this head with another decoding. */
    public DigitHead withDecoding(Decoding other) {
        return new DigitHead(classes, length, bosRow, other);
    }
}
