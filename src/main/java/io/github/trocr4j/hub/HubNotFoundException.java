package io.github.trocr4j.hub;

/** The Hub has no such repository, revision or file. */
public final class HubNotFoundException extends HubException {
    private static final long serialVersionUID = 1L;

    HubNotFoundException(String message) {
        super(message);
    }
}
