package io.github.trocr4j.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Dispatches requests by path and method.
 *
 * @param page the files of the page
 * @param pictures answers requests to read a picture
 * @param health the response to health checks
 * @param metrics supplies the current metrics
 */
record Routes(PageFiles page, PictureRequests pictures, Response health, Supplier<String> metrics) {
    Response answer(HttpExchange exchange) throws Response.HttpException, IOException {
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
                yield Response.text(Metrics.TYPE, metrics.get());
            }
            default -> {
                Response file = page.at(path)
                        .orElseThrow(() ->
                                new Response.HttpException(404, "There is nothing here; pictures go to POST /read."));
                requireMethod(exchange, "GET", "HEAD");
                yield file;
            }
        };
    }

    private static void requireMethod(HttpExchange exchange, String... allowed) throws Response.HttpException {
        String method = exchange.getRequestMethod();
        if (!Set.of(allowed).contains(method)) {
            String list = String.join(", ", allowed);
            throw new Response.HttpException(
                    405,
                    "Expected " + list + ", found " + method.replaceAll("[^A-Za-z]", "?") + ".",
                    Map.of("Allow", list));
        }
    }

    /** The files of the page by request path. Only these are served, so path traversal is impossible. */
    static final class PageFiles {
        private static final Map<String, String[]> FILES = Map.of(
                "/", new String[] {"page.html", "text/html; charset=utf-8"},
                "/page.css", new String[] {"page.css", "text/css; charset=utf-8"},
                "/icon.svg", new String[] {"icon.svg", "image/svg+xml"},
                "/page.js", new String[] {"page.js", "text/javascript; charset=utf-8"});

        private final Map<String, Response> answers;

        private PageFiles(Map<String, Response> answers) {
            this.answers = answers;
        }

        /** Loads the files from the jar. */
        static PageFiles load() throws IOException {
            Map<String, Response> answers = new LinkedHashMap<>();
            for (Map.Entry<String, String[]> file : FILES.entrySet()) {
                String name = file.getValue()[0];
                try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
                    if (in == null) {
                        throw new FileNotFoundException(name + ", a file of the page, is not in this jar; rebuild it.");
                    }
                    answers.put(file.getKey(), new Response(200, file.getValue()[1], in.readAllBytes(), Map.of()));
                }
            }
            return new PageFiles(answers);
        }

        Optional<Response> at(String path) {
            return Optional.ofNullable(answers.get(path));
        }
    }
}
