package io.github.trocr4j.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Something that may well succeed the next time. */
public final class TransientFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    /**
     * @param reason what happened, as the end of a sentence
     * @param retryAfter how long the server wants to be left alone
     */
    public TransientFailure(String reason, Optional<Duration> retryAfter) {
        this(reason, retryAfter, null);
    }

    TransientFailure(String reason, Throwable cause) {
        this(reason, Optional.empty(), cause);
    }

    private TransientFailure(String reason, Optional<Duration> retryAfter, Throwable cause) {
        super(reason, cause);
        this.retryAfter = retryAfter;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
