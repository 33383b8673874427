package io.github.trocr4j.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.bench.Work.Case;
import io.github.trocr4j.model.ImageSize;
import java.util.concurrent.TimeUnit;

/**
 * A line that a {@link Worker} is sent.
 *
 * @param what is to be done
 * @param warmup times that do not count
 * @param repeat times that count
 */
public record WorkRequest(Case what, int warmup, int repeat) {
    /** The word of the request for the most memory that the worker has ever taken. */
    public static final String MEMORY = "memory";

    private static final int FIVE = 5; // what other implementations read, too, whatever the model
    private static final int LARGEST_SIDE = 4_096;
    private static final int LARGEST_BATCH = 1_024;
    private static final int MOST_TIMES = 1_000_000;

    /**
     * Reads one; what is not said is the model's own size, five tokens, one picture, ten times, five to warm up.
     *
     * @throws IllegalArgumentException one clause, for everything that is no such request
     */
    static WorkRequest of(JsonNode node, Workloads workloads) {
        Work work = Work.named(text(node, "work"));
        int height = number(node, "height", 1, LARGEST_SIDE, workloads.ownSize().height());
        int width = number(node, "width", 1, LARGEST_SIDE, workloads.ownSize().width());
        int tokens = number(node, "tokens", 1, LARGEST_SIDE, Math.min(FIVE, workloads.ownLength()));
        int batch = number(node, "batch", 1, LARGEST_BATCH, 1);
        Case what = new Case(work, new ImageSize(height, width), batch, tokens);
        return new WorkRequest(
                what, number(node, "warmup", 0, MOST_TIMES, 5), number(node, "repeat", 1, MOST_TIMES, 10));
    }

    /** The JSON object of a line; IllegalArgumentException if it is none. */
    static JsonNode parse(String line) {
        try {
            JsonNode node = JsonMapper.builder().build().readTree(line);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            // the same sentence
        }
        throw new IllegalArgumentException("expected one JSON object a line, such as {\"work\":\"read\",\"batch\":8}");
    }

    /** What a request asks for. */
    static String text(JsonNode node, String key) {
        if (!node.path(key).isTextual()) {
            throw new IllegalArgumentException(key + ": expected a word, found " + node.path(key));
        }
        return node.get(key).textValue();
    }

    private static int number(JsonNode node, String key, int least, int most, int otherwise) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw new IllegalArgumentException(
                    key + ": expected a whole number from " + least + " to " + most + ", found " + value);
        }
        return value.intValue();
    }

    /** The line, for who sends it. */
    public String line() {
        ObjectNode node = JsonMapper.builder().build().createObjectNode();
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
     * One row of a benchmark that was measured.
     *
     * @param what was done
     * @param timing of each time it was done
     */
    public record Measured(Work.Case what, Stopwatch.Timing timing) {
        /** Milliseconds for one picture, in the median. */
        public double millisecondsPerPicture() {
            return timing.median() / what.batch();
        }

        /** Pictures in a second, in the median. */
        public double picturesPerSecond() {
            return TimeUnit.SECONDS.toMillis(1) / millisecondsPerPicture();
        }
    }
}
