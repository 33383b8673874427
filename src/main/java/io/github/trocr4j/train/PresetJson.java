package io.github.trocr4j.train;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.ConfigNode;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@link Preset} from and to JSON: {@code name}, {@code summary}, {@code model} (a config.json as HuggingFace writes it)
 * and {@code training} ({@link TrainingKey}). The same format for the presets that come with the program, those of users,
 * and the config.json of a run. Every key of {@code training} must be there and no other: a misspelt one is not silently a
 * default.
 */
public final class PresetJson {
    private PresetJson() {}

    /** Parses the text of a file; {@code file} is what messages call it. */
    public static Preset parse(String file, byte[] json) throws ConfigException {
        return parse(ConfigNode.root(file, json));
    }

    /** As above, where the object is at hand. */
    static Preset parse(ConfigNode recipe) throws ConfigException {
        return new Preset(
                recipe.node().path("name").asText("custom"),
                recipe.node().path("summary").asText(""),
                ConfigJson.parse(recipe.document("model")),
                training(recipe.child("training")));
    }

    private static TrainingConfig training(ConfigNode node) throws ConfigException {
        TrainingConfigBuilder builder = TrainingConfigBuilder.builder();
        for (TrainingKey key : TrainingKey.values()) {
            key.read(node, builder);
        }
        TrainingConfig training;
        try {
            training = builder.build();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(node.place() + e.getMessage(), e);
        }
        refuseOtherKeys(node);
        return training;
    }

    private static void refuseOtherKeys(ConfigNode node) throws ConfigException {
        Set<String> known = Arrays.stream(TrainingKey.values())
                .map(TrainingKey::key)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> others = new TreeSet<>();
        for (Iterator<String> keys = node.node().fieldNames(); keys.hasNext(); ) {
            others.add(keys.next());
        }
        others.removeAll(known);
        if (!others.isEmpty()) {
            throw new ConfigException(node.place() + others.iterator().next() + ": there is no such key; expected "
                    + String.join(", ", known) + ".");
        }
    }

    /** The text of a file. */
    public static String write(Preset preset) {
        return tree(preset).toPrettyString() + "\n";
    }

    /** The tree of a file. */
    public static ObjectNode tree(Preset preset) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("name", preset.name());
        root.put("summary", preset.summary());
        root.set("model", ConfigJson.tree(preset.model()));
        ObjectNode training = root.putObject("training");
        for (TrainingKey key : TrainingKey.values()) {
            training.set(key.key(), key.of(preset.training()));
        }
        return root;
    }
}
