package io.github.trocr4j.hub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

/**
 * HEAD and GET. Redirects are followed here, because the JDK's client has no rule for where they may lead and would take
 * the token along.
 */
final class HubHttp {
    private static final int MOST_REDIRECTS = 5;

    private final HubSettings settings;
    private final HttpClient client;

    HubHttp(HubSettings settings) {
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.connectLimit())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * What the base says of a file. Redirects to other servers are not followed: these would speak of their own copy,
     * with tags that are no hashes.
     */
    Answer head(URI address) throws IOException {
        return follow("HEAD", address, 0);
    }

    /** The file's content from this byte on, or from its first, wherever it is kept. */
    Answer get(URI address, long from) throws IOException {
        return follow("GET", address, from);
    }

    boolean isBase(URI address) {
        return Addresses.sameOrigin(address, settings.base());
    }

    private Answer follow(String method, URI address, long from) throws IOException {
        List<HttpHeaders> hops = new ArrayList<>();
        URI current = address;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            Answer answer = ask(method, current, from, hops);
            Optional<String> location = answer.header("location");
            if (!isRedirect(answer.status()) || location.isEmpty()) {
                return answer;
            }
            URI next;
            try {
                next = Addresses.redirected(current, location.get());
            } catch (HubContentException e) {
                answer.close();
                throw e;
            }
            if (method.equals("HEAD") && !isBase(next)) {
                return answer;
            }
            answer.close();
            current = next;
        }
        throw new HubContentException(
                Addresses.shown(address) + " redirects more than " + MOST_REDIRECTS + " times; check the address.");
    }

    private Answer ask(String method, URI address, long from, List<HttpHeaders> hops) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, BodyPublishers.noBody())
                .timeout(settings.stallLimit())
                .header("User-Agent", "trocr4j")
                .header("Accept-Encoding", "identity");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        if (settings.token().isPresent() && isBase(address)) {
            request.header("Authorization", "Bearer " + settings.token().get());
        }
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response;
        try {
            response = client.send(request.build(), BodyHandlers.ofPublisher());
        } catch (InterruptedException e) {
            throw Retries.interrupted(e);
        } catch (IOException e) {
            throw new TransientFailure(address.getHost() + " could not be reached (" + reason(e) + ")", e);
        }
        BodyChunks body = new BodyChunks();
        response.body().subscribe(body);
        hops.add(response.headers());
        return new Answer(address, response.statusCode(), List.copyOf(hops), body, settings.stallLimit());
    }

    /** What an exception says, or its name if it says nothing. */
    static String reason(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }
}
