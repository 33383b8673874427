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

/** Every request: who may ask, what becomes of failures, and with which headers the answer goes out. */
final class ServiceHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceHandler.class);
    private static final int NO_BODY = -1;

    /** Of every answer; the page takes nothing from elsewhere and is part of no other page. */
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
        threads.lastWord(() -> tellTimeIsOver(exchange));
        try {
            Answer answer = answer(exchange);
            threads.restartClock();
            metrics.answered(answer.status());
            send(exchange, answer);
        } finally {
            threads.endClock();
            open.holdForOthers();
            exchange.close();
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        try {
            if (threads.late()) {
                throw new Answer.Refusal(503, "The service is stopping.", Map.of("Retry-After", "10"));
            }
            hosts.require(exchange.getRequestHeaders());
            return routes.answer(exchange);
        } catch (Answer.Refusal e) {
            return Answer.of(e);
        } catch (OutOfMemoryError e) {
            LOG.warn("A request needed more memory than there is.", e);
            return Answer.of(Answer.Refusal.busy());
        } catch (RuntimeException | Error e) { // a client is told, whatever it is
            LOG.error("A request failed.", e);
            return Answer.of(new Answer.Refusal(500, "The service failed; its log says why."));
        }
    }

    /** In another thread, while this exchange's own waits for the rest of the request. */
    private void tellTimeIsOver(HttpExchange exchange) {
        Answer answer = Answer.of(new Answer.Refusal(408, "The request took too long to arrive; send it again."));
        metrics.answered(answer.status());
        try {
            write(exchange, answer, true);
        } catch (IOException e) {
            LOG.debug("A client that was too slow is gone.", e);
        }
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        InputStream unread = exchange.getRequestBody();
        write(exchange, answer, threads.late() || open.stopping());
        if (!isHead(exchange)) {
            // Closed with bytes of the request still on their way, a connection is reset, and the answer may be lost
            // with it.
            unread.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void write(HttpExchange exchange, Answer answer, boolean last) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        HEADERS.forEach(headers::set);
        answer.headers().forEach(headers::set);
        headers.set("Content-Type", answer.type());
        if (last) {
            headers.set("Connection", "close");
        }
        if (isHead(exchange)) {
            headers.set("Content-Length", Integer.toString(answer.body().length)); // else the server sends none
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
