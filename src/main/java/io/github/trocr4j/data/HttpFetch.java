package io.github.trocr4j.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Flow;

/**
 * GET of one address, following redirects itself because the JDK's client has no rule for where they may lead.
 *
 * @param connectLimit how long a connection may take
 * @param stallLimit how long a server may stay silent, before the headers and between any two chunks
 * @param plainHttp whether http is permitted besides https; even then https never leads down to http
 */
record HttpFetch(Duration connectLimit, Duration stallLimit, boolean plainHttp) {
    private static final int MAX_REDIRECTS = 5;
    private static final int OK = 200;

    /** Takes the body as it comes. */
    interface Sink {
        void accept(ByteBuffer chunk) throws IOException;
    }

    /** Delivers the body to the sink; an {@link InterruptedIOException} if the thread is interrupted. */
    void get(URI address, Sink sink) throws IOException {
        // Redirects are off in the client, so that each one passes redirect() below.
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(connectLimit)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        try {
            URI current = permitted(address);
            for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
                Optional<URI> next = getOnce(client, current, sink);
                if (next.isEmpty()) {
                    return;
                }
                current = next.get();
            }
            throw new IOException("more than " + MAX_REDIRECTS + " redirects");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("the download was interrupted").initCause(e);
        }
    }

    /** Where a redirect leads, if it may lead there. */
    URI redirect(URI from, String location) throws IOException {
        URI target;
        try {
            target = from.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw new IOException("a redirect to something that is no address", e);
        }
        if (isScheme(from, "https") && !isScheme(target, "https")) {
            throw new IOException("a redirect from https down to " + target);
        }
        return permitted(target);
    }

    /** Returns the address if its scheme is permitted. */
    URI permitted(URI address) throws IOException {
        boolean allowed = isScheme(address, "https") || (plainHttp && isScheme(address, "http"));
        if (!allowed || address.getHost() == null) {
            throw new IOException("only https is permitted, not " + address);
        }
        return address;
    }

    private Optional<URI> getOnce(HttpClient client, URI address, Sink sink) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(stallLimit).build();
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = client.send(request, BodyHandlers.ofPublisher());
        try (Chunks chunks = new Chunks()) {
            response.body().subscribe(chunks);
            Optional<String> location = response.headers().firstValue("location");
            if (isRedirect(response.statusCode()) && location.isPresent()) {
                return Optional.of(redirect(address, location.get()));
            }
            if (response.statusCode() != OK) {
                throw new IOException("HTTP status " + response.statusCode());
            }
            for (Optional<List<ByteBuffer>> chunk = chunks.next(stallLimit);
                    chunk.isPresent();
                    chunk = chunks.next(stallLimit)) {
                for (ByteBuffer buffer : chunk.get()) {
                    sink.accept(buffer);
                }
            }
            return Optional.empty();
        }
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static boolean isScheme(URI address, String scheme) {
        return address.getScheme() != null
                && address.getScheme().toLowerCase(Locale.ROOT).equals(scheme);
    }
}
