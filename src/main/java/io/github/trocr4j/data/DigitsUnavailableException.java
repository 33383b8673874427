package io.github.trocr4j.data;

import java.io.IOException;

/** Digits that were asked for cannot be had. The message says why and what to do. */
public final class DigitsUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    DigitsUnavailableException(String message) {
        super(message);
    }
}
