package io.github.trocr4j.data;

import java.io.IOException;

/** Requested digits are not available. The message says why and what to do. */
public final class DigitsUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    DigitsUnavailableException(String message) {
        super(message);
    }
}
