package io.github.trocr4j.hub;

import io.github.trocr4j.http.Addresses;
import io.github.trocr4j.http.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How models are downloaded.
 *
 * @param base address of the Hub or a mirror; https, or http on this machine
 * @param token access token, sent to {@code base} only; users set it in the variable HF_TOKEN
 * @param connectLimit longest time for a connection
 * @param stallLimit longest time without data, before the headers and between any two chunks
 * @param progress is called for the data that has arrived
 */
public record HubSettings(
        URI base, Optional<String> token, Duration connectLimit, Duration stallLimit, Response.Progress progress) {
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7E]+");

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if the base is not a permitted address, the token contains blanks, or a limit is
     *     not positive
     */
    public HubSettings {
        Addresses.objection(base).ifPresent(objection -> {
            throw new IllegalArgumentException("The address of the Hub cannot be used: " + objection + ".");
        });
        if (base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The address of the Hub should end with its path, without ? and #, but is " + base + ".");
        }
        // Otherwise the HTTP client would refuse the header later, with a message that shows the token.
        if (token.isPresent() && !VISIBLE.matcher(token.get()).matches()) {
            throw new IllegalArgumentException("The access token (HF_TOKEN) should be visible ASCII characters only;"
                    + " it is empty or has blanks, line breaks or others.");
        }
        if (connectLimit.toMillis() <= 0 || stallLimit.toMillis() <= 0) {
            throw new IllegalArgumentException("The time limits of downloads should be positive, but are "
                    + connectLimit + " and " + stallLimit + ".");
        }
    }

    /**
     * Returns settings for the public Hub without a token: 10 seconds to connect, 30 seconds without data, no progress.
     */
    public static HubSettings defaults() {
        return new HubSettings(
                URI.create("https://huggingface.co"),
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                (file, bytes, total) -> {});
    }

    /** Returns these settings with another address, such as a mirror's. */
    public HubSettings withBase(URI newBase) {
        return new HubSettings(newBase, token, connectLimit, stallLimit, progress);
    }

    /** Returns these settings with another token, or none. */
    public HubSettings withToken(Optional<String> newToken) {
        return new HubSettings(base, newToken, connectLimit, stallLimit, progress);
    }

    /** Returns these settings with other limits. */
    public HubSettings withLimits(Duration newConnectLimit, Duration newStallLimit) {
        return new HubSettings(base, token, newConnectLimit, newStallLimit, progress);
    }

    /** Returns these settings with another listener for progress. */
    public HubSettings withProgress(Response.Progress newProgress) {
        return new HubSettings(base, token, connectLimit, stallLimit, newProgress);
    }

    /** Leaves out the token, so that it does not appear in logs. */
    @Override
    public String toString() {
        return "HubSettings[base=" + base + ", token=" + (token.isPresent() ? "given" : "none") + ", connectLimit="
                + connectLimit + ", stallLimit=" + stallLimit + "]";
    }
}
