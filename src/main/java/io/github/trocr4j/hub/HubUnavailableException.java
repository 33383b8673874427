package io.github.trocr4j.hub;

/** The Hub or the way to it failed again and again; what has arrived is kept for the next time. */
public final class HubUnavailableException extends HubException {
    private static final long serialVersionUID = 1L;

    HubUnavailableException(String message) {
        super(message);
    }
}
