package io.github.trocr4j.rivals;

import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;


/**
 * A request to a worker, such as {@code {"work":"encoder","height":48,"width":240,"batch":8,"repeat":10, "warmup":5}}.
 *
 * @param work encoder, read or memory
 * @param height height of the model's input in pixels; this and the following are 0 for memory
 * @param width width of the model's input in pixels
 * @param batch strips at once
 * @param repeat timed runs
 * @param warmup runs before them that are not timed
 */
record WorkRequest(String work, int height, int width, int batch, int repeat, int warmup) {
    /** Work whose answer is not a time, but the peak memory of the process. */
    static final String MEMORY = "memory";

    /**
     * Parses a request.
     *
     * @throws IllegalArgumentException if it is not one; the message is one sentence
     */
    static WorkRequest parse(String line) {
        JsonValue node;
        try {
            node = JsonTree.read(line);
        } catch (JsonException e) {
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

    private static int number(JsonValue node, String key, int least) {
        JsonValue value = node.path(key);
        if (!value.isInt() || value.intValue() < least) {
            throw new IllegalArgumentException(
                    key + ": expected a whole number of at least " + least + ", found " + value + ".");
        }
        return value.intValue();
    }
}
