package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.HubException.Reason.UNAVAILABLE;

import io.github.trocr4j.http.Http;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats attempts that fail for a reason that may pass, after 1, 2, 4 and 8 seconds, or after the time that the server
 * asks for, at most a minute.
 *
 * @param waiting how to wait
 */
record Retries(Waiting waiting) {
    static final int ATTEMPTS = 5;
    static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

    /** Waits for a duration. */
    @FunctionalInterface
    interface Waiting {
        void pause(Duration time) throws InterruptedException;
    }

    /** One attempt. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException;
    }

    /**
     * Makes up to {@link #ATTEMPTS} attempts.
     *
     * @param what subject of the message, such as "config.json of a/b@main"
     * @throws HubException if the last attempt fails, too
     */
    <T> T call(String what, Attempt<T> attempt) throws IOException {
        Duration growing = FIRST_WAIT;
        for (int tried = 1; ; tried++) {
            try {
                return attempt.run();
            } catch (Http.TransientFailure failure) {
                if (tried == ATTEMPTS) {
                    throw new HubException(
                            UNAVAILABLE,
                            what + " could not be downloaded in "
                                    + ATTEMPTS + " attempts, of which the last failed because " + failure.getMessage()
                                    + "; try again later, what has arrived is kept.",
                            failure);
                }
                Duration wait = shorter(longer(growing, failure.retryAfter().orElse(growing)), LONGEST_WAIT);
                LOG.warn("{}: {}; next attempt in {} s", what, failure.getMessage(), wait.toSeconds());
                pause(wait);
                growing = growing.multipliedBy(2);
            }
        }
    }

    private void pause(Duration wait) throws InterruptedIOException {
        try {
            waiting.pause(wait);
        } catch (InterruptedException e) {
            throw Http.interrupted(e);
        }
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
