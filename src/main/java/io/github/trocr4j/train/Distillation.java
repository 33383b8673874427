package io.github.trocr4j.train;

import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ConfigNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The teachers of a training, as in its recipe: {@code distillation}.
 *
 * @param teachers at least one; their probabilities are averaged
 * @param share part of the target that is theirs, above 0 and at most 1; the rest is the label's
 * @param temperature divisor of their logits, above 0; above 1, they tell more of what is less probable
 */
public record Distillation(List<Source> teachers, double share, double temperature) {
    /** The share of a teacher, if nothing else is said. */
    public static final double USUAL_SHARE = 0.7;

    private static final String TEACHERS = "teachers";
    private static final String SHARE = "share";
    private static final String TEMPERATURE = "temperature";
    private static final String MODEL = "model";
    private static final String SHA256 = "sha256";

    /**
     * A teacher.
     *
     * @param model its folder, as the user gave it
     * @param sha256 the hash of its weights, in lower-case hexadecimal
     */
    public record Source(String model, String sha256) {}

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range; the message begins with its key
     */
    public Distillation {
        teachers = List.copyOf(teachers);
        if (teachers.isEmpty()) {
            throw new IllegalArgumentException(TEACHERS + ": expected at least one, found none.");
        }
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(SHARE + ": expected more than 0 and at most 1, found " + share + ".");
        }
        if (!(temperature > 0 && Double.isFinite(temperature))) {
            throw new IllegalArgumentException(TEMPERATURE + ": expected more than 0, found " + temperature + ".");
        }
    }

    static Distillation parse(ConfigNode node) throws ConfigException {
        node.requireOnly(List.of(TEACHERS, SHARE, TEMPERATURE));
        JsonValue list = node.node().get(TEACHERS);
        if (list == null || !list.isArray()) {
            throw node.unexpected(TEACHERS, "a list of models", list);
        }
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (!list.get(i).isObject()) {
                throw node.unexpected(TEACHERS, "objects with " + MODEL + " and " + SHA256, list);
            }
            ConfigNode each = new ConfigNode(node.prefix() + TEACHERS + "." + i + ".", list.get(i));
            each.requireOnly(List.of(MODEL, SHA256));
            sources.add(new Source(folder(each), each.text(SHA256)));
        }
        try {
            return new Distillation(sources, node.number(SHARE), node.number(TEMPERATURE));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(node.prefix() + e.getMessage(), e);
        }
    }

    private static String folder(ConfigNode source) throws ConfigException {
        String folder = source.text(MODEL);
        try {
            return Path.of(folder).toString();
        } catch (InvalidPathException e) {
            throw source.unexpected(MODEL, "the path of a folder", source.node().get(MODEL));
        }
    }

    JsonObject tree() {
        JsonObject node = new JsonObject();
        JsonArray list = node.putArray(TEACHERS);
        for (Source source : teachers) {
            list.add(new JsonObject().put(MODEL, source.model()).put(SHA256, source.sha256()));
        }
        node.put(SHARE, share).put(TEMPERATURE, temperature);
        return node;
    }
}
