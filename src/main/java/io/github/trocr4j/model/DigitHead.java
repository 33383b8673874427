package io.github.trocr4j.model;

/**
 * Marks a model that reads digits only: {@code digit_head} in config.json, a key of this project's own. The embedding
 * has a row per digit and one for the start token; the projection has a row per digit, so that nothing but digits can
 * ever be read.
 *
 * @param classes outputs: 10
 * @param length digits in a strip: 5
 * @param bosRow row of the start token in {@code embed_tokens}: 10
 */
public record DigitHead(int classes, int length, int bosRow) {
    /** Ten digits, five to a strip. */
    public static final DigitHead FIVE_DIGITS = new DigitHead(10, 5, 10);

    /** Refuses heads without classes or length. */
    public DigitHead {
        if (classes < 2 || length < 1 || bosRow < classes) {
            throw new IllegalArgumentException(
                    "A digit head needs at least 2 classes, 1 position and a start row behind"
                            + " the classes, found classes " + classes + ", length " + length + ", bos_row " + bosRow
                            + ".");
        }
    }
}
