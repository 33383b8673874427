package io.github.trocr4j.hub;

import io.github.trocr4j.http.Addresses;
import io.github.trocr4j.http.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where models come from and how.
 *
 * @param base the address of the Hub or of a mirror of it; https, or http on this machine itself
 * @param token an access token, sent to the base and nowhere else; users keep it in the variable HF_TOKEN
 * @param connectLimit how long a connection may take
 * @param stallLimit how long a server may stay silent, before its headers and between any two chunks
 * @param progress told of what arrived
 */
public record HubSettings(
        URI base, Optional<String> token, Duration connectLimit, Duration stallLimit, Response.Progress progress) {
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7E]+");

    /** @throws IllegalArgumentException if the base cannot be one, the token has blanks, or a limit is not positive */
    public HubSettings {
        Addresses.objection(base).ifPresent(objection -> {
            throw new IllegalArgumentException("The address of the Hub cannot be used: " + objection + ".");
        });
        if (base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The address of the Hub should end with its path, without ? and #, but is " + base + ".");
        }
        // The header would be refused later with a message that shows the token.
        if (token.isPresent() && !VISIBLE.matcher(token.get()).matches()) {
            throw new IllegalArgumentException("The access token (HF_TOKEN) should be visible ASCII characters only;"
                    + " it is empty or has blanks, line breaks or others.");
        }
        if (connectLimit.toMillis() <= 0 || stallLimit.toMillis() <= 0) {
            throw new IllegalArgumentException("The time limits of downloads should be positive, but are "
                    + connectLimit + " and " + stallLimit + ".");
        }
    }

    /** The public Hub without a token; 10 seconds to connect, 30 seconds of silence; nobody is told. */
    public static HubSettings defaults() {
        return new HubSettings(
                URI.create("https://huggingface.co"),
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                (file, bytes, total) -> {});
    }

    /** The same with another address, such as a mirror's. */
    public HubSettings withBase(URI newBase) {
        return new HubSettings(newBase, token, connectLimit, stallLimit, progress);
    }

    /** The same with a token or without one. */
    public HubSettings withToken(Optional<String> newToken) {
        return new HubSettings(base, newToken, connectLimit, stallLimit, progress);
    }

    /** The same with other limits. */
    public HubSettings withLimits(Duration newConnectLimit, Duration newStallLimit) {
        return new HubSettings(base, token, newConnectLimit, newStallLimit, progress);
    }

    /** The same with someone else told. */
    public HubSettings withProgress(Response.Progress newProgress) {
        return new HubSettings(base, token, connectLimit, stallLimit, newProgress);
    }

    /** Without the token, so that no log shows it. */
    @Override
    public String toString() {
        return "HubSettings[base=" + base + ", token=" + (token.isPresent() ? "given" : "none") + ", connectLimit="
                + connectLimit + ", stallLimit=" + stallLimit + "]";
    }
}
