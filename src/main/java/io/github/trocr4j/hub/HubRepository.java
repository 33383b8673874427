package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.HubException.Reason.ACCESS;
import static io.github.trocr4j.hub.HubException.Reason.CONTENT;
import static io.github.trocr4j.hub.HubException.Reason.NOT_FOUND;
import static io.github.trocr4j.hub.HubException.Reason.UNAVAILABLE;

import io.github.trocr4j.http.Addresses;
import io.github.trocr4j.http.Http;
import io.github.trocr4j.http.Response;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A repository during one download. Once the Hub has reported the commit of a branch, all further files are requested
 * at that commit, so that they belong together.
 *
 * <p>Source: the headers that huggingface_hub reads in {@code get_hf_file_metadata}.
 */
final class HubRepository {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    private final HubName name;
    private final HubSettings settings;
    private final Http http;
    private Optional<String> commit = Optional.empty();

    HubRepository(HubName name, HubSettings settings, Http http) {
        this.name = name;
        this.settings = settings;
        this.http = http;
    }

    /** Returns the commit; empty until the Hub has reported it. */
    Optional<String> commit() {
        return commit;
    }

    /** Returns how messages call a file. */
    String displayName(String file) {
        return file + " of " + name;
    }

    /**
     * Requests the metadata of a file; empty if the repository does not have it.
     *
     * @throws HubException if the response has no hash, or a length above the limit
     */
    Optional<RemoteFile> find(String file, long maxBytes) throws IOException {
        URI address = address(file);
        try (Response answer = ask(() -> http.head(address))) {
            if (answer.status() == 404 && !isAboutRepository(answer)) {
                return Optional.empty();
            }
            boolean found = answer.status() == Response.OK || answer.status() / 100 == 3;
            if (!found) {
                throw refusal(file, answer);
            }
            ContentHash hash = answer.anyHeader("x-linked-etag")
                    .or(() -> answer.header("etag"))
                    .flatMap(ContentHash::ofEtag)
                    .orElseThrow(() -> new HubException(
                            CONTENT,
                            displayName(file) + " cannot be checked: expected its SHA-256"
                                    + " or git hash in the headers of " + Addresses.shown(address)
                                    + ", but found none; the"
                                    + " answer may come from a proxy or a sign-in page."));
            Optional<String> length = answer.anyHeader("x-linked-size");
            if (length.isEmpty() && answer.status() == Response.OK) {
                length = answer.header("content-length");
            }
            long bytes = length.flatMap(Response::number)
                    .orElseThrow(() -> new HubException(
                            CONTENT,
                            displayName(file) + " comes without its length in the headers of "
                                    + Addresses.shown(address) + "; the answer may come from a proxy."));
            if (bytes > maxBytes) {
                throw new HubException(
                        CONTENT,
                        displayName(file) + " should have at most " + maxBytes + " bytes, but has " + bytes
                                + "; this is not a TrOCR model that can be used here.");
            }
            if (commit.isEmpty()) {
                commit = answer.anyHeader("x-repo-commit")
                        .filter(text -> COMMIT.matcher(text).matches());
            }
            return Optional.of(new RemoteFile(file, address, hash, bytes));
        }
    }

    /**
     * Requests the content of a file.
     *
     * @param from first byte; the server may send the whole file instead: status 206 or 200 tells which
     * @return the response, whose body the caller reads
     */
    Response open(RemoteFile remote, long from) throws IOException {
        Response answer = ask(() -> http.get(remote.address(), from));
        if (answer.status() == Response.OK || (answer.status() == Response.PARTIAL && from > 0)) {
            return answer;
        }
        try (answer) {
            throw refusal(remote.file(), answer);
        }
    }

    private static Response ask(Retries.Attempt<Response> request) throws IOException {
        try {
            return request.run();
        } catch (Http.SettingsException e) {
            throw new HubException(
                    UNAVAILABLE, "The download from the Hub is not possible: " + e.getMessage() + ".", e);
        } catch (ProtocolException e) {
            throw new HubException(CONTENT, e.getMessage() + ".", e);
        }
    }

    private IOException refusal(String file, Response answer) {
        int status = answer.status();
        String host = answer.address().getHost();
        boolean passing = status == 408 || status == 416 || status == 429 || status >= 500;
        // Other hosts are reached by links that expire; the next attempt gets a new one.
        if (passing || (status / 100 == 4 && !Addresses.sameOrigin(answer.address(), settings.base()))) {
            Optional<Duration> retryAfter = answer.retryAfter();
            return new Http.TransientFailure(host + " answered with HTTP status " + status, retryAfter);
        }
        if (status == 404) {
            return new HubException(
                    NOT_FOUND,
                    settings.base() + " has no repository " + name.owner() + "/" + name.name() + " with the revision "
                            + name.revision() + "; check the name.");
        }
        if (status == 401 || status == 403) {
            return new HubException(
                    ACCESS,
                    displayName(file) + " was refused with HTTP status " + status + " by " + host
                            + ": the repository does not exist, is private or asks to agree to its terms; check name"
                            + " and "
                            + (settings.token().isPresent()
                                    ? "whether the token in HF_TOKEN is valid and may read it."
                                    : "give a token that may read it in the variable HF_TOKEN."));
        }
        return new HubException(
                CONTENT,
                displayName(file) + " was expected from " + host + ", which answered with HTTP status " + status
                        + "; check the address of the Hub.");
    }

    /** Returns whether the repository or revision does not exist, rather than the file; the Hub says so in a header. */
    private static boolean isAboutRepository(Response answer) {
        String code = answer.header("x-error-code").orElse("");
        return code.equals("RepoNotFound") || code.equals("RevisionNotFound");
    }

    private URI address(String file) {
        String base = settings.base().toString();
        String revision = commit.orElse(name.revision()).replace("/", "%2F");
        return URI.create((base.endsWith("/") ? base : base + "/") + name.owner() + "/" + name.name() + "/resolve/"
                + revision + "/" + file);
    }

    /**
     * A file in the repository.
     *
     * @param file its name
     * @param address address of its content
     * @param hash expected hash of its content
     * @param bytes its length
     */
    record RemoteFile(String file, URI address, ContentHash hash, long bytes) {}
}
