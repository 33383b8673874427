package io.github.trocr4j.train;

import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.model.Presets;
import io.github.trocr4j.model.TrOcrConfig;
import java.util.List;
import java.util.Optional;

/**
 * A named recipe: a model to start from and how to train it.
 *
 * @param name what it is called on the command line
 * @param summary one line for the help text
 * @param model the model where no other is asked for
 * @param training how; steps may be replaced by epochs
 */
public record Preset(String name, String summary, TrOcrConfig model, TrainingConfig training) {
    private static final AdamW.Settings ADAM = new AdamW.Settings(0.9, 0.98, 1e-8, 0.05);

    /** Minutes on two cores; the default. */
    public static Preset quick() {
        return new Preset(
                "quick",
                "the compact model, minutes on two cores",
                Presets.compact(),
                new TrainingConfig(1_500, 64, 1, 1.5e-3, 100, ADAM, 1.0, 0.05, Augmentation.AFFINE, 500, 1));
    }

    /** The quick recipe for longer: an hour or so on two cores. */
    public static Preset thorough() {
        return new Preset(
                "thorough",
                "the compact model, an hour on two cores",
                Presets.compact(),
                new TrainingConfig(13_000, 64, 1, 1.5e-3, 200, ADAM, 1.0, 0.05, Augmentation.STRONG, 500, 1));
    }

    /** TrOCR-small at its own size; days on a CPU, meant for imported weights and a card. */
    public static Preset trocrSmall() {
        return new Preset(
                "trocr-small",
                "TrOCR-small as published with the digit head, 384x384; give --image-size 48x240 on a CPU",
                Presets.trocrSmall(),
                new TrainingConfig(3_750, 32, 1, 1e-4, 200, ADAM, 1.0, 0.05, Augmentation.AFFINE, 500, 1));
    }

    /** All of them. */
    public static List<Preset> all() {
        return List.of(quick(), thorough(), trocrSmall());
    }

    /** By name. */
    public static Optional<Preset> named(String name) {
        return all().stream().filter(preset -> preset.name().equals(name)).findFirst();
    }
}
