package io.github.trocr4j.hub;

import java.io.IOException;

/**
 * A model could not be downloaded. The message is one sentence: what, where, what was expected and found, what to do.
 */
public final class HubException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** The kind of failure. */
    public enum Reason {
        /** The Hub has no such repository, revision or file. */
        NOT_FOUND,
        /** The Hub requires a token, or one with more rights. */
        ACCESS,
        /** The Hub or the network failed repeatedly. What has arrived is kept for the next attempt. */
        UNAVAILABLE,
        /** The Hub sent something unexpected: a wrong hash, length, format or status. */
        CONTENT,
        /** The target directory cannot be used: it is locked, full, or contains another model. */
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
