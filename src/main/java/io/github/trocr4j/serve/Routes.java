package io.github.trocr4j.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which path and method lead to what.
 *
 * @param page the files of the page
 * @param pictures what reads pictures
 * @param health the answer to who asks whether all is well
 * @param metrics the numbers of this moment
 */
record Routes(PageFiles page, PictureRequests pictures, Answer health, Supplier<String> metrics) {
    Answer answer(HttpExchange exchange) throws Answer.Refusal, IOException {
        String path = exchange.getRequestURI().getPath();
        return switch (path) {
            case "/read" -> {
                requireMethod(exchange, "POST");
                yield pictures.answer(exchange);
            }
            case "/health" -> {
                requireMethod(exchange, "GET", "HEAD");
                yield health;
            }
            case "/metrics" -> {
                requireMethod(exchange, "GET", "HEAD");
                yield Answer.text(Metrics.TYPE, metrics.get());
            }
            default -> {
                Answer file = page.at(path)
                        .orElseThrow(
                                () -> new Answer.Refusal(404, "There is nothing here; pictures go to POST /read."));
                requireMethod(exchange, "GET", "HEAD");
                yield file;
            }
        };
    }

    private static void requireMethod(HttpExchange exchange, String... allowed) throws Answer.Refusal {
        String method = exchange.getRequestMethod();
        if (!Set.of(allowed).contains(method)) {
            String list = String.join(", ", allowed);
            throw new Answer.Refusal(
                    405,
                    "Expected " + list + ", found " + method.replaceAll("[^A-Za-z]", "?") + ".",
                    Map.of("Allow", list));
        }
    }
}
