package io.github.trocr4j.serve;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a client gets.
 *
 * @param status of HTTP
 * @param type of the body
 * @param body its bytes
 * @param headers beyond those that every answer has
 */
record Answer(int status, String type, byte[] body, Map<String, String> headers) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String JSON_TYPE = "application/json; charset=utf-8";

    static Answer of(Reading reading, double milliseconds) {
        ObjectNode node = JSON.createObjectNode();
        node.put("digits", reading.digits());
        node.put("confidence", reading.confidence());
        ArrayNode each = node.putArray("confidences");
        reading.confidences().forEach(each::add);
        node.put("uncertain", reading.uncertain());
        node.put("milliseconds", Math.round(milliseconds * 1000) / 1000.0);
        return json(200, node, Map.of());
    }

    static Answer of(Refusal refusal) {
        return json(refusal.status(), JSON.createObjectNode().put("error", refusal.getMessage()), refusal.headers());
    }

    /** It runs and reads with that model. */
    static Answer healthy(String model) {
        return json(200, JSON.createObjectNode().put("status", "ok").put("model", model), Map.of());
    }

    static Answer text(String type, String text) {
        return new Answer(200, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private static Answer json(int status, ObjectNode node, Map<String, String> headers) {
        return new Answer(status, JSON_TYPE, (node + "\n").getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A request that is not answered as it was meant: the status, a sentence for who sent it, and headers that belong to it. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final transient Map<String, String> headers;

        Refusal(int status, String sentence) {
            this(status, sentence, Map.of());
        }

        Refusal(int status, String sentence, Map<String, String> headers) {
            super(sentence, null, false, false); // thousands of them a second are nothing to trace
            this.status = status;
            this.headers = headers;
        }

        /** Too much to do; the client should come again. */
        static Refusal busy() {
            return new Refusal(
                    503, "Too many pictures are being read; send it again in a second.", Map.of("Retry-After", "1"));
        }

        int status() {
            return status;
        }

        Map<String, String> headers() {
            return headers;
        }
    }
}
