package io.github.trocr4j;

import io.github.trocr4j.image.file.UnreadableImageException;

/** A sound picture in which no row of digits stands out from the paper, such as a blank page. */
public final class NoDigitsException extends UnreadableImageException {
    /** What is said of such a picture, after its name and before the full stop. */
    public static final String WHAT = "expected digits, but nothing stands out from the paper";

    private static final long serialVersionUID = 1L;

    NoDigitsException(String name) {
        super(name, WHAT, null);
    }
}
