package io.github.trocr4j.serve;

import io.github.trocr4j.Line;
import io.github.trocr4j.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An HTTP response.
 *
 * @param status the HTTP status
 * @param type the media type of the body
 * @param body the bytes of the body
 * @param headers headers beyond those of every response
 */
record Response(int status, String type, byte[] body, Map<String, String> headers) {
    private static final String JSON_TYPE = "application/json; charset=utf-8";

    /** The lines of each page, with their words if wanted. */
    static Response of(List<List<Line>> pages, boolean words, double milliseconds) {
        JsonObject node = new JsonObject();
        LinesJson.putPages(pages, words, node);
        node.put("milliseconds", Math.round(milliseconds * 1000) / 1000.0);
        return json(200, node, Map.of());
    }

    static Response of(HttpException refusal) {
        return json(refusal.status(), new JsonObject().put("error", refusal.getMessage()), refusal.headers());
    }

    /** The service is running with this model. */
    static Response healthy(String model) {
        return json(200, new JsonObject().put("status", "ok").put("model", model), Map.of());
    }

    static Response text(String type, String text) {
        return new Response(200, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private static Response json(int status, JsonObject node, Map<String, String> headers) {
        return new Response(status, JSON_TYPE, (node + "\n").getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Thrown to answer a request with an error: the status, a sentence for the client, and further headers. */
    static final class HttpException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final transient Map<String, String> headers;

        HttpException(int status, String sentence) {
            this(status, sentence, Map.of());
        }

        HttpException(int status, String sentence, Map<String, String> headers) {
            super(sentence, null, false, false); // without a stack trace: there may be thousands a second
            this.status = status;
            this.headers = headers;
        }

        /** The service is overloaded; the client should retry. */
        static HttpException busy() {
            return new HttpException(
                    503, "Too many pictures are being read; try again in a second.", Map.of("Retry-After", "1"));
        }

        int status() {
            return status;
        }

        Map<String, String> headers() {
            return headers;
        }
    }
}
