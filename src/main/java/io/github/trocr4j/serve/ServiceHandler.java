package io.github.trocr4j.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles every request: checks the host, converts failures to responses, and adds the common headers. */
final class ServiceHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceHandler.class);
    private static final int NO_BODY = -1;

    /** The headers of every response. The page loads nothing from other origins and cannot be framed. */
    private static final Map<String, String> HEADERS = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy",
                    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff");

    private final HostCheck hosts;
    private final Routes routes;
    private final Metrics metrics;
    private final OpenExchanges open;
    private final ExchangeThreads threads;

    ServiceHandler(HostCheck hosts, Routes routes, Metrics metrics, OpenExchanges open, ExchangeThreads threads) {
        this.hosts = hosts;
        this.routes = routes;
        this.metrics = metrics;
        this.open = open;
        this.threads = threads;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        threads.timeoutAction(() -> sendTimeout(exchange));
        try {
            Response answer = answer(exchange);
            threads.restartClock();
            metrics.answered(answer.status());
            send(exchange, answer);
        } finally {
            threads.endClock();
            open.holdForOthers();
            exchange.close();
        }
    }

    private Response answer(HttpExchange exchange) throws IOException {
        try {
            if (threads.late()) {
                throw new Response.HttpException(503, "The service is stopping.", Map.of("Retry-After", "10"));
            }
            hosts.require(exchange.getRequestHeaders());
            return routes.answer(exchange);
        } catch (Response.HttpException e) {
            return Response.of(e);
        } catch (OutOfMemoryError e) {
            LOG.warn("A request needed more memory than available.", e);
            return Response.of(Response.HttpException.busy());
        } catch (RuntimeException | Error e) { // the client gets a response in any case
            LOG.error("A request failed.", e);
            return Response.of(new Response.HttpException(500, "The service failed; see its log."));
        }
    }

    /** Runs on another thread while the thread of this exchange waits for the rest of the request. */
    private void sendTimeout(HttpExchange exchange) {
        Response answer =
                Response.of(new Response.HttpException(408, "The request took too long to arrive; send it again."));
        metrics.answered(answer.status());
        try {
            write(exchange, answer, true);
        } catch (IOException e) {
            LOG.debug("A slow client disconnected before the response.", e);
        }
    }

    private void send(HttpExchange exchange, Response answer) throws IOException {
        InputStream unread = exchange.getRequestBody();
        write(exchange, answer, threads.late() || open.stopping());
        if (!isHead(exchange)) {
            // Closing a connection with unread request bytes resets it, and the response may be lost.
            unread.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void write(HttpExchange exchange, Response answer, boolean last) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        HEADERS.forEach(headers::set);
        answer.headers().forEach(headers::set);
        headers.set("Content-Type", answer.type());
        if (last) {
            headers.set("Connection", "close");
        }
        if (isHead(exchange)) {
            headers.set("Content-Length", Integer.toString(answer.body().length)); // otherwise the server omits it
            exchange.sendResponseHeaders(answer.status(), NO_BODY);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), answer.body().length);
        OutputStream out = exchange.getResponseBody();
        out.write(answer.body());
        out.flush();
    }

    private static boolean isHead(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("HEAD");
    }
}
