package io.github.trocr4j.train;

import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.TrOcrConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A named recipe: a model to start from and how to train it. Those that come with the program are JSON files beside this
 * class, {@code presets/NAME.json}; see {@link PresetJson}.
 *
 * @param name what it is called on the command line
 * @param summary one line for the help text
 * @param model the model where no other is asked for
 * @param training how
 */
public record Preset(String name, String summary, TrOcrConfig model, TrainingConfig training) {
    /** Names of those that come with the program; the first is the default. */
    public static final List<String> NAMES = List.of("quick", "thorough", "trocr-small");

    private static final long LARGEST_FILE = 1 << 20;

    /** One that comes with the program. */
    public static Optional<Preset> named(String name) throws IOException {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        String file = "presets/" + name + ".json";
        try (InputStream in = Preset.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing in the jar");
            }
            return Optional.of(PresetJson.parse(file, in.readAllBytes()));
        }
    }

    /** Reads a file in the format of {@link PresetJson}; one sentence where it is none. */
    public static Preset read(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new ConfigException(file + ": expected a recipe of at most " + LARGEST_FILE + " bytes, found "
                    + Files.size(file) + ".");
        }
        return PresetJson.parse(file.toString(), Files.readAllBytes(file));
    }

    /** The same recipe with another training. */
    public Preset with(TrainingConfig newTraining) {
        return new Preset(name, summary, model, newTraining);
    }

    /** The same recipe with another model. */
    public Preset with(TrOcrConfig newModel) {
        return new Preset(name, summary, newModel, training);
    }
}
