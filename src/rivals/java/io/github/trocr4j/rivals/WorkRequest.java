package io.github.trocr4j.rivals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A line that a worker is sent, such as {@code {"work":"encoder","height":48,"width":240,"batch":8,"repeat":10,
 * "warmup":5}}.
 *
 * @param work what is to be done: encoder, read, memory
 * @param height of the model's input, in pixels; this and what follows is 0 for memory
 * @param width of the model's input, in pixels
 * @param batch strips at once
 * @param repeat runs that count
 * @param warmup runs before them that do not
 */
record WorkRequest(String work, int height, int width, int batch, int repeat, int warmup) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Work whose answer is no time but the most memory that the process has had. */
    static final String MEMORY = "memory";

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException one sentence, if it is none
     */
    static WorkRequest parse(String line) {
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A request is one JSON object in a line, found " + line + ".", e);
        }
        String work = node.path("work").asText();
        if (work.equals(MEMORY)) {
            return new WorkRequest(work, 0, 0, 0, 0, 0);
        }
        return new WorkRequest(
                work,
                number(node, "height", 1),
                number(node, "width", 1),
                number(node, "batch", 1),
                number(node, "repeat", 1),
                number(node, "warmup", 0));
    }

    private static int number(JsonNode node, String key, int least) {
        JsonNode value = node.path(key);
        if (!value.isInt() || value.intValue() < least) {
            throw new IllegalArgumentException(
                    key + ": expected a whole number of at least " + least + ", found " + value + ".");
        }
        return value.intValue();
    }
}
