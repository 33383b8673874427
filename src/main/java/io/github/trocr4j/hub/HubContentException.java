package io.github.trocr4j.hub;

/** What the Hub sent is not what it should be: a wrong hash, a wrong length, a wrong form. */
public final class HubContentException extends HubException {
    private static final long serialVersionUID = 1L;

    HubContentException(String message) {
        super(message);
    }
}
