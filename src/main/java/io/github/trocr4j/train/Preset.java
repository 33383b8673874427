package io.github.trocr4j.train;

import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.ConfigNode;
import io.github.trocr4j.model.TrOcrConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A named recipe: a model configuration and how to train it. The built-in presets are JSON files beside this class,
 * {@code presets/NAME.json}.
 *
 * @param name its name on the command line
 * @param summary one line for the help text
 * @param model the model, unless another one is requested
 * @param training the training configuration
 * @param lines what is about lines of text; empty for strips and rows of digits
 * @param rows what is about composed rows of numbers; empty for others
 * @param distillation the teachers; empty to learn from the labels alone
 */
public record Preset(
        String name,
        String summary,
        TrOcrConfig model,
        TrainingConfig training,
        Optional<LineRecipe> lines,
        Optional<RowRecipe> rows,
        Optional<Distillation> distillation) {
    /** Names of the built-in presets; the first is the default. */
    public static final List<String> NAMES = List.of("quick", "thorough", "trocr-small", "lines", "text", "numbers");

    /** The preset for lines of text. */
    public static final String LINES = "lines";

    /** The preset for a model of text that is trained further. */
    public static final String TEXT = "text";

    private static final String ROWS = "rows";
    private static final String DISTILLATION = "distillation";
    private static final long MAX_FILE = 1 << 20;

    /** Creates a recipe for strips of digits. */
    public Preset(String name, String summary, TrOcrConfig model, TrainingConfig training) {
        this(name, summary, model, training, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Returns a built-in preset; empty if there is none of this name. */
    public static Optional<Preset> named(String name) throws IOException {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        String file = "presets/" + name + ".json";
        try (InputStream in = Preset.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing in the jar");
            }
            return Optional.of(parse(file, in.readAllBytes()));
        }
    }

    /**
     * Reads a recipe from a file.
     *
     * @throws IOException if it cannot be read or is not a recipe; the message is one sentence
     */
    public static Preset read(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE) {
            throw new ConfigException(
                    file + ": expected a recipe of at most " + MAX_FILE + " bytes, found " + Files.size(file) + ".");
        }
        return parse(file.toString(), Files.readAllBytes(file));
    }

    /** Returns the same recipe with another training configuration. */
    public Preset with(TrainingConfig newTraining) {
        return new Preset(name, summary, model, newTraining, lines, rows, distillation);
    }

    /** Returns the same recipe with another model. */
    public Preset with(TrOcrConfig newModel) {
        return new Preset(name, summary, newModel, training, lines, rows, distillation);
    }

    /** Returns the same recipe for lines of text. */
    public Preset with(LineRecipe newLines) {
        return new Preset(name, summary, model, training, Optional.of(newLines), Optional.empty(), distillation);
    }

    /** Returns the same recipe with these teachers. */
    public Preset with(Distillation newDistillation) {
        return new Preset(name, summary, model, training, lines, rows, Optional.of(newDistillation));
    }

    /**
     * Parses the text of a recipe.
     *
     * @param file names the text in messages
     * @throws ConfigException if it is not a recipe
     */
    public static Preset parse(String file, byte[] json) throws ConfigException {
        return parse(ConfigNode.root(file, json));
    }

    /** Parses a recipe that is part of another JSON file. */
    static Preset parse(ConfigNode recipe) throws ConfigException {
        return new Preset(
                recipe.node().path("name").asText("custom"),
                recipe.node().path("summary").asText(""),
                ConfigJson.parse(recipe.document("model")),
                training(recipe.child("training")),
                recipe.has(LINES) ? Optional.of(LineRecipe.parse(recipe.child(LINES))) : Optional.empty(),
                recipe.has(ROWS) ? Optional.of(RowRecipe.parse(recipe.child(ROWS))) : Optional.empty(),
                recipe.has(DISTILLATION)
                        ? Optional.of(Distillation.parse(recipe.child(DISTILLATION)))
                        : Optional.empty());
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
            throw new ConfigException(node.prefix() + e.getMessage(), e);
        }
        node.requireOnly(new TreeSet<>(
                Arrays.stream(TrainingKey.values()).map(TrainingKey::key).toList()));
        return training;
    }

    /** Returns the recipe as the text of a JSON file. */
    public String json() {
        return tree().toPrettyString() + "\n";
    }

    /** Returns the recipe as a JSON tree. */
    public JsonObject tree() {
        JsonObject root = new JsonObject();
        root.put("name", name);
        root.put("summary", summary);
        root.set("model", ConfigJson.tree(model));
        JsonObject training = root.putObject("training");
        for (TrainingKey key : TrainingKey.values()) {
            if (key.isWritten(this.training)) {
                training.set(key.key(), key.of(this.training));
            }
        }
        lines.ifPresent(recipe -> root.set(LINES, recipe.tree()));
        rows.ifPresent(recipe -> root.set(ROWS, recipe.tree()));
        distillation.ifPresent(teachers -> root.set(DISTILLATION, teachers.tree()));
        return root;
    }
}
