package io.github.trocr4j.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP client for HEAD and GET. It follows redirects itself, because the JDK's client does not restrict where they
 * may lead and would send the access token along. Requests go through the proxy that Java's settings or the variables
 * HTTPS_PROXY and NO_PROXY name ({@link Proxies}), and the certificates in SSL_CERT_FILE are trusted besides Java's
 * ({@link Certificates}).
 *
 * <p>All methods throw a {@link SettingsException} if these settings cannot be used, a proxy refuses, or a server's
 * certificate is not trusted; a {@link TransientFailure} if a server cannot be reached or stops sending; a
 * {@link ProtocolException} if it redirects to an address that is not permitted; and an {@link InterruptedIOException}
 * if the thread is interrupted; its interrupt status stays set.
 */
public final class Http {
    private static final int MAX_REDIRECTS = 5;

    private static final Pattern TUNNEL_STATUS = Pattern.compile("Tunnel failed, got: ([0-9]{3})");
    private static final int PROXY_WANTS_PASSWORD = 407;

    private final Duration connectLimit;
    private final Duration stallLimit;
    private final Optional<String> token;
    private final Proxies proxies;
    private HttpClient client; // made for the first request

    /**
     * Creates a client.
     *
     * @param connectLimit longest time for a connection
     * @param stallLimit longest time without data, before the headers and between any two chunks
     * @param token access token, sent to the requested server only and not to servers that it redirects to
     */
    public Http(Duration connectLimit, Duration stallLimit, Optional<String> token) {
        this(connectLimit, stallLimit, token, Proxies.ofProcess());
    }

    Http(Duration connectLimit, Duration stallLimit, Optional<String> token, Proxies proxies) {
        this.connectLimit = connectLimit;
        this.stallLimit = stallLimit;
        this.token = token;
        this.proxies = proxies;
    }

    private synchronized HttpClient client() throws SettingsException {
        if (client == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .connectTimeout(connectLimit)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(proxies.selector());
            Certificates.context(proxies.variables()).ifPresent(builder::sslContext);
            client = builder.build();
        }
        return client;
    }

    /**
     * Requests the headers only. Does not follow redirects to other servers, whose headers describe their own copy of
     * the file.
     */
    public Response head(URI address) throws IOException {
        return follow("HEAD", address, 0);
    }

    /**
     * Requests the content, following redirects.
     *
     * @param from first byte to send; 0 for all
     */
    public Response get(URI address, long from) throws IOException {
        return follow("GET", address, from);
    }

    private Response follow(String method, URI address, long from) throws IOException {
        List<HttpHeaders> hops = new ArrayList<>();
        URI current = address;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            Response response = ask(method, current, from, Addresses.sameOrigin(current, address), hops);
            Optional<String> location = response.header("location");
            if (!isRedirect(response.status()) || location.isEmpty()) {
                return response;
            }
            URI next;
            try {
                next = Addresses.redirected(current, location.get());
            } catch (ProtocolException e) {
                response.close();
                throw e;
            }
            if (method.equals("HEAD") && !Addresses.sameOrigin(next, address)) {
                return response;
            }
            response.close();
            current = next;
        }
        throw new ProtocolException(
                Addresses.shown(address) + " redirects more than " + MAX_REDIRECTS + " times; check the address");
    }

    private Response ask(String method, URI address, long from, boolean withToken, List<HttpHeaders> hops)
            throws IOException {
        Optional<Proxies.Route> route = proxies.route(address);
        proxies.permitPasswords(); // before anything of Java's client is used
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, BodyPublishers.noBody())
                .timeout(stallLimit)
                .header("User-Agent", "trocr4j")
                .header("Accept-Encoding", "identity");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        route.flatMap(Proxies.Route::authorization).ifPresent(given -> request.header("Proxy-Authorization", given));
        // Without https, a proxy could read it.
        boolean secret = route.isEmpty() || "https".equalsIgnoreCase(address.getScheme());
        if (token.isPresent() && withToken && secret) {
            request.header("Authorization", "Bearer " + token.get());
        }
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer;
        try {
            answer = client().send(request.build(), BodyHandlers.ofPublisher());
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (SettingsException e) {
            throw e;
        } catch (IOException e) {
            throw unreached(address, route, e);
        }
        if (answer.statusCode() == PROXY_WANTS_PASSWORD && route.isPresent()) {
            throw new SettingsException(passwordRefused(route.get()), null);
        }
        hops.add(answer.headers());
        return new Response(address, answer.statusCode(), List.copyOf(hops), answer.body(), stallLimit);
    }

    private static IOException unreached(URI address, Optional<Proxies.Route> route, IOException failure) {
        String host = address.getHost();
        String reason = isNameUnknown(failure) ? "its name is not known here" : reason(failure);
        if (route.isEmpty()) {
            Optional<String> certificate = Certificates.problem(failure);
            return certificate.isPresent()
                    ? new SettingsException(host + " could not be reached: " + certificate.get(), failure)
                    : new TransientFailure(host + " could not be reached (" + reason + ")", failure);
        }
        String through = host + " could not be reached through " + route.get();
        Optional<String> certificate = Certificates.problem(failure);
        if (certificate.isPresent()) {
            return new SettingsException(through + ": " + certificate.get(), failure);
        }
        Matcher status = TUNNEL_STATUS.matcher(reason);
        if (status.find()) {
            String refused = through + ", which answered with HTTP status " + status.group(1);
            return status.group(1).startsWith("5")
                    ? new TransientFailure(refused, failure)
                    : new SettingsException(refused, failure);
        }
        return new TransientFailure(through + " (" + reason + ")", failure);
    }

    private static boolean isNameUnknown(Throwable failure) {
        return failure instanceof UnknownHostException
                || failure instanceof UnresolvedAddressException
                || (failure.getCause() != null && isNameUnknown(failure.getCause()));
    }

    private static String passwordRefused(Proxies.Route route) {
        return route.authorization().isEmpty()
                ? route + " wants a user and a password (HTTP status 407); give them as http://user:password@host:port"
                : route + " does not accept the user and the password that are given there (HTTP status 407); if they"
                        + " are right, start Java with -Djdk.http.auth.tunneling.disabledSchemes=";
    }

    /** Returns the message of an exception, or its class name if it has none. */
    public static String reason(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
    }

    /** Wraps an interruption and sets the thread's interrupt status. */
    public static InterruptedIOException interrupted(Exception cause) {
        Thread.currentThread().interrupt();
        return (InterruptedIOException) new InterruptedIOException("The download was interrupted.").initCause(cause);
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /**
     * The settings of the network do not allow a request: the next attempt would fail, too. The message is a sentence
     * without its full stop.
     */
    public static final class SettingsException extends IOException {
        private static final long serialVersionUID = 1L;

        SettingsException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A failure that may not occur at the next attempt. */
    public static final class TransientFailure extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient Optional<Duration> retryAfter;

        /**
         * Creates an exception.
         *
         * @param reason what happened, as the end of a sentence
         * @param retryAfter how long the server wants clients to wait
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
}
