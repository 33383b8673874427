package io.github.trocr4j.bench;

import io.github.trocr4j.bench.Work.Case;
import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.model.ImageSize;
import java.util.concurrent.TimeUnit;

/**
 * A request to a {@link Worker}.
 *
 * @param what the case to measure
 * @param warmup the number of warm-up runs
 * @param repeat the number of timed runs
 */
public record WorkRequest(Case what, int warmup, int repeat) {
    /** The {@code work} of a request for the worker's peak memory. */
    public static final String MEMORY = "memory";

    private static final int DEFAULT_TOKENS =
            5; // a default that does not depend on the model, as in other implementations
    private static final int MAX_SIDE = 4_096;
    private static final int MAX_BATCH = 1_024;
    private static final int MAX_RUNS = 1_000_000;

    /**
     * Converts a JSON object to a request. Defaults: the model's input size, 5 tokens, 1 picture, 5 warm-up runs, 10
     * timed runs.
     *
     * @throws IllegalArgumentException if a value is invalid; the message is one clause
     */
    static WorkRequest of(JsonValue node, Workloads workloads) {
        Work work = Work.named(text(node, "work"));
        int height = number(node, "height", 1, MAX_SIDE, workloads.ownSize().height());
        int width = number(node, "width", 1, MAX_SIDE, workloads.ownSize().width());
        int tokens = number(node, "tokens", 1, MAX_SIDE, Math.min(DEFAULT_TOKENS, workloads.ownLength()));
        int batch = number(node, "batch", 1, MAX_BATCH, 1);
        Case what = new Case(work, new ImageSize(height, width), batch, tokens);
        return new WorkRequest(what, number(node, "warmup", 0, MAX_RUNS, 5), number(node, "repeat", 1, MAX_RUNS, 10));
    }

    /** Parses the JSON object of a line; throws IllegalArgumentException if it is not one. */
    static JsonValue parse(String line) {
        try {
            JsonValue node = JsonTree.read(line);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonException e) {
            // reported below
        }
        throw new IllegalArgumentException(
                "expected one JSON object per line, such as {\"work\":\"read\",\"batch\":8}");
    }

    /** Returns the text value of a key. */
    static String text(JsonValue node, String key) {
        if (!node.path(key).isText()) {
            throw new IllegalArgumentException(key + ": expected a word, found " + node.path(key));
        }
        return node.get(key).textValue();
    }

    private static int number(JsonValue node, String key, int least, int most, int defaultValue) {
        JsonValue value = node.path(key);
        if (value.isMissing()) {
            return defaultValue;
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw new IllegalArgumentException(
                    key + ": expected a whole number from " + least + " to " + most + ", found " + value);
        }
        return value.intValue();
    }

    /** Returns this request as a line of JSON. */
    public String line() {
        JsonObject node = new JsonObject();
        node.put("work", what.work().word());
        node.put("height", what.size().height());
        node.put("width", what.size().width());
        node.put("batch", what.batch());
        node.put("tokens", what.tokens());
        node.put("warmup", warmup);
        node.put("repeat", repeat);
        return node.toString();
    }

    /**
     * A measured row of a benchmark.
     *
     * @param what the measured case
     * @param timing the times of the runs
     */
    public record Measured(Work.Case what, Stopwatch.Timing timing) {
        /** Returns the median time per picture in milliseconds. */
        public double millisecondsPerPicture() {
            return timing.median() / what.batch();
        }

        /** Returns the median throughput in pictures per second. */
        public double picturesPerSecond() {
            return TimeUnit.SECONDS.toMillis(1) / millisecondsPerPicture();
        }
    }
}
