package io.github.trocr4j;

import io.github.trocr4j.image.file.UnreadableImageException;

/** Thrown when an undamaged picture contains no row of digits, such as a blank page. */
public final class NoDigitsException extends UnreadableImageException {
    /** The message, without the picture's name before it and the full stop after it. */
    public static final String WHAT = "expected digits, but nothing stands out from the paper";

    private static final long serialVersionUID = 1L;

    NoDigitsException(String name) {
        super(name, WHAT, null);
    }
}
