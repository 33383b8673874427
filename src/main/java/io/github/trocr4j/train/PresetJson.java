package io.github.trocr4j.train;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.ConfigNode;
import io.github.trocr4j.model.TrOcrConfig;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@link Preset} from and to JSON: {@code name}, {@code summary}, {@code model} (a config.json as HuggingFace writes it)
 * and {@code training}. The same format for the presets that come with the program, those of users, and the config.json
 * of a run. Every key of {@code training} must be there and no other: a misspelt one is not silently a default.
 */
public final class PresetJson {
    private PresetJson() {}

    /** Parses the text of a file; {@code file} is what messages call it. */
    public static Preset parse(String file, byte[] json) throws ConfigException {
        ConfigNode node = ConfigNode.root(file, json);
        byte[] model = node.child("model").node().toString().getBytes(StandardCharsets.UTF_8);
        TrOcrConfig config = ConfigJson.parse(file + ": model", model);
        return new Preset(
                node.node().path("name").asText("custom"),
                node.node().path("summary").asText(""),
                config,
                training(node.child("training")));
    }

    private static TrainingConfig training(ConfigNode node) throws ConfigException {
        try {
            TrainingConfig config = new TrainingConfig(
                    node.wholeNumber("steps"),
                    Math.toIntExact(node.wholeNumber("batch_size")),
                    Math.toIntExact(node.wholeNumber("accumulation")),
                    node.number("learning_rate"),
                    node.wholeNumber("warmup_steps"),
                    node.number("layer_decay"),
                    new AdamW.Settings(
                            node.number("adam_beta1"),
                            node.number("adam_beta2"),
                            node.number("adam_epsilon"),
                            node.number("weight_decay")),
                    node.number("clip_norm"),
                    node.number("label_smoothing"),
                    node.number("ema_decay"),
                    oneOf(Freeze.class, node, "freeze"),
                    oneOf(Augmentation.class, node, "augmentation"),
                    Math.toIntExact(node.wholeNumber("validation_digits")),
                    Math.toIntExact(node.wholeNumber("patience")),
                    node.wholeNumber("save_steps"),
                    node.wholeNumber("seed"));
            refuseOthers(node, training(config));
            return config;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ConfigException(node.file() + ": " + node.path() + e.getMessage(), e);
        }
    }

    private static void refuseOthers(ConfigNode node, ObjectNode known) throws ConfigException {
        Set<String> others = new TreeSet<>();
        node.node().fieldNames().forEachRemaining(others::add);
        known.fieldNames().forEachRemaining(others::remove);
        if (!others.isEmpty()) {
            throw new ConfigException(
                    node.file() + ": " + node.path() + others.iterator().next() + ": there is no such key; expected "
                            + String.join(", ", keys(known)) + ".");
        }
    }

    private static Set<String> keys(ObjectNode node) {
        Set<String> keys = new TreeSet<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, ConfigNode node, String key) throws ConfigException {
        E[] all = type.getEnumConstants();
        String[] names = new String[all.length];
        for (int i = 0; i < all.length; i++) {
            names[i] = lower(all[i]);
        }
        String name = node.oneOf(key, "nothing", names);
        return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
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
        root.set("training", training(preset.training()));
        return root;
    }

    private static ObjectNode training(TrainingConfig config) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("steps", config.steps())
                .put("batch_size", config.batchSize())
                .put("accumulation", config.accumulation())
                .put("learning_rate", config.learningRate())
                .put("warmup_steps", config.warmupSteps())
                .put("layer_decay", config.layerDecay())
                .put("adam_beta1", config.adam().beta1())
                .put("adam_beta2", config.adam().beta2())
                .put("adam_epsilon", config.adam().epsilon())
                .put("weight_decay", config.adam().weightDecay())
                .put("clip_norm", config.clipNorm())
                .put("label_smoothing", config.labelSmoothing())
                .put("ema_decay", config.emaDecay())
                .put("freeze", lower(config.freeze()))
                .put("augmentation", lower(config.augmentation()))
                .put("validation_digits", config.validationDigits())
                .put("patience", config.patience())
                .put("save_steps", config.saveSteps())
                .put("seed", config.seed());
    }
}
