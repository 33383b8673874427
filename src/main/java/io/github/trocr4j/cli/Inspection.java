package io.github.trocr4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a file of weights holds. Making one reads every value, so a file that gives one is sound.
 *
 * @param file as the user named it
 * @param tensors in the file's order
 * @param metadata the file's own notes
 */
record Inspection(Path file, List<TensorInfo> tensors, Map<String, String> metadata) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Reads the file, one tensor after the other. */
    static Inspection of(Path file) throws IOException {
        try (Checkpoint checkpoint = WeightFiles.open(file)) {
            List<TensorInfo> tensors = new ArrayList<>();
            for (String name : checkpoint.names()) {
                checkpoint.readThrough(name);
                tensors.add(checkpoint.info(name));
            }
            return new Inspection(file, tensors, checkpoint.metadata());
        }
    }

    /** Values of all tensors. */
    long parameters() {
        return tensors.stream().mapToLong(Inspection::count).sum();
    }

    private static long count(TensorInfo tensor) {
        return Arrays.stream(tensor.shape()).reduce(1, Math::multiplyExact);
    }

    /** For people: a headline, then type, shape and name of each tensor. */
    String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d tensors, %,d parameters%n",
                Failure.shown(file.toString()),
                tensors.size(),
                parameters()));
        metadata.forEach((key, value) ->
                text.append(String.format(Locale.ROOT, "  %s: %s%n", Failure.shown(key), Failure.shown(value))));
        int widest = tensors.stream()
                .mapToInt(tensor -> Arrays.toString(tensor.shape()).length())
                .max()
                .orElse(1);
        for (TensorInfo tensor : tensors) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-4s  %-" + widest + "s  %s%n",
                    tensor.dtype(),
                    Arrays.toString(tensor.shape()),
                    Failure.shown(tensor.name())));
        }
        return text.toString();
    }

    /** For programs: one object, on one line, in ASCII. */
    String json() throws JsonProcessingException {
        ObjectNode root = JSON.createObjectNode();
        root.put("file", file.toString());
        ArrayNode list = root.putArray("tensors");
        for (TensorInfo tensor : tensors) {
            ObjectNode node = list.addObject();
            node.put("name", tensor.name());
            node.put("dtype", tensor.dtype().name());
            ArrayNode shape = node.putArray("shape");
            Arrays.stream(tensor.shape()).forEach(shape::add);
        }
        root.put("parameters", parameters());
        ObjectNode notes = root.putObject("metadata");
        metadata.forEach(notes::put);
        return JSON.writeValueAsString(root);
    }

    /** For programs: one object for a file that was refused. */
    static String json(Path file, String error) throws JsonProcessingException {
        return JSON.writeValueAsString(
                JSON.createObjectNode().put("file", file.toString()).put("error", error));
    }
}
