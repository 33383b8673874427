package io.github.trocr4j.hub;

import java.io.IOException;

/** A model could not be fetched. The message is one sentence: what, where, what was expected and found, what to do. */
public final class HubException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why not. */
    public enum Reason {
        /** The Hub has no such repository, revision or file. */
        NOT_FOUND,
        /** It wants a token, or one that may do more. */
        ACCESS,
        /** It or the way to it failed again and again; what has arrived is kept for the next time. */
        UNAVAILABLE,
        /** What it sent is not what it should be: a wrong hash, a wrong length, a wrong form, another status. */
        CONTENT,
        /** The directory to download into cannot take the model: it is in use, full, or holds another model. */
        DIRECTORY
    }

    HubException(Reason reason, String message) {
        this(reason, message, null);
    }

    HubException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
