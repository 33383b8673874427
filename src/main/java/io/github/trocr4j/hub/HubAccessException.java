package io.github.trocr4j.hub;

/** The Hub wants a token, or one that may do more. */
public final class HubAccessException extends HubException {
    private static final long serialVersionUID = 1L;

    HubAccessException(String message) {
        super(message);
    }
}
