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

    /** The files of the page, by the path that a browser asks for: these and no others, so no path leads anywhere else. */
    static final class PageFiles {
        private static final Map<String, String[]> FILES = Map.of(
                "/", new String[] {"page.html", "text/html; charset=utf-8"},
                "/page.css", new String[] {"page.css", "text/css; charset=utf-8"},
                "/icon.svg", new String[] {"icon.svg", "image/svg+xml"},
                "/page.js", new String[] {"page.js", "text/javascript; charset=utf-8"},
                "/pictures.js", new String[] {"pictures.js", "text/javascript; charset=utf-8"});

        private final Map<String, Answer> answers;

        private PageFiles(Map<String, Answer> answers) {
            this.answers = answers;
        }

        /** Reads them from the jar. */
        static PageFiles load() throws IOException {
            Map<String, Answer> answers = new LinkedHashMap<>();
            for (Map.Entry<String, String[]> file : FILES.entrySet()) {
                String name = file.getValue()[0];
                try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
                    if (in == null) {
                        throw new FileNotFoundException(name + " of the page is not in this jar; build it again.");
                    }
                    answers.put(file.getKey(), new Answer(200, file.getValue()[1], in.readAllBytes(), Map.of()));
                }
            }
            return new PageFiles(answers);
        }

        Optional<Answer> at(String path) {
            return Optional.ofNullable(answers.get(path));
        }
    }
}
