package io.github.trocr4j.cli;

import io.github.trocr4j.data.lines.LineAugmentation;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ConfigNode;
import io.github.trocr4j.train.LineRecipe;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingConfigBuilder;
import io.github.trocr4j.train.TrainingKey;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of {@code train} that override values of the preset. */
final class RecipeOptions {
    private static final String PLACE = "training option ";

    /** The values that the user gave. */
    private final Map<TrainingKey, Object> given = new EnumMap<>(TrainingKey.class);

    @Option(names = "--batch-size", paramLabel = "N", description = "Strips per optimiser step.")
    void batchSize(Integer value) {
        set(TrainingKey.BATCH_SIZE, value);
    }

    @Option(names = "--learning-rate", paramLabel = "X", description = "Highest learning rate.")
    void learningRate(Double value) {
        set(TrainingKey.LEARNING_RATE, value);
    }

    @Option(
            names = "--muon-scale",
            paramLabel = "X",
            description = "Train the matrices of the layers with Muon in place of AdamW, at X times the learning rate;"
                    + " 0 for AdamW alone.")
    void muonScale(Double value) {
        set(TrainingKey.MUON_SCALE, value);
    }

    @Option(
            names = "--layer-decay",
            paramLabel = "X",
            description = "Factor on the learning rate from each layer to the previous one; 1 for none.")
    void layerDecay(Double value) {
        set(TrainingKey.LAYER_DECAY, value);
    }

    @Option(names = "--label-smoothing", paramLabel = "X", description = "Share of each label given to all classes.")
    void labelSmoothing(Double value) {
        set(TrainingKey.LABEL_SMOOTHING, value);
    }

    @Option(
            names = "--ema",
            paramLabel = "X",
            description = "Decay of the moving average of the weights that is evaluated and saved, 0 for none.")
    void emaDecay(Double value) {
        set(TrainingKey.EMA_DECAY, value);
    }

    @Option(
            names = "--drop-path",
            paramLabel = "X",
            description =
                    "Stochastic depth: how often a branch of the encoder's last layer is left out for a picture in"
                            + " training, rising from 0 in the first layer.")
    void dropPath(Double value) {
        set(TrainingKey.DROP_PATH, value);
    }

    @Option(names = "--freeze", paramLabel = "PART", description = "What is not trained: none or encoder.")
    void freeze(String value) {
        set(TrainingKey.FREEZE, value);
    }

    @Option(
            names = "--augmentation",
            paramLabel = "NAME",
            description = "How training digits are distorted: none, original (rotation and blur, as in the Python"
                    + " original), affine, strong (affine and elastic), centred (strong, but hardly shifted), heavy"
                    + " (stronger, and with pens of other widths), heavier (with distortions of other scales, and"
                    + " small parts erased).")
    void augmentation(String value) {
        set(TrainingKey.AUGMENTATION, value);
    }

    @Option(
            names = "--augmented-epochs",
            paramLabel = "N",
            description =
                    "Distort and group the digits of strips anew in the first N epochs only, which then come again;"
                            + " the outputs of teachers are cached. Default: 0, anew in each epoch.")
    void augmentedEpochs(Integer value) {
        set(TrainingKey.AUGMENTED_EPOCHS, value);
    }

    @Option(
            names = "--validation",
            paramLabel = "N",
            description = "Training digits held out to choose the best model; 0 for none, which makes the last model"
                    + " the best.")
    void validationDigits(Integer value) {
        set(TrainingKey.VALIDATION_DIGITS, value);
    }

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Stop after this many epochs without a better model; 0 for never.")
    void patience(Integer value) {
        set(TrainingKey.PATIENCE, value);
    }

    @Option(names = "--save-steps", paramLabel = "N", description = "Steps from one checkpoint to the next.")
    void saveSteps(Long value) {
        set(TrainingKey.SAVE_STEPS, value);
    }

    @Option(names = "--seed", paramLabel = "N", description = "Seed of everything that is random.")
    void seed(Long value) {
        set(TrainingKey.SEED, value);
    }

    private void set(TrainingKey key, Object value) {
        if (value != null) { // picocli passes null for an option that was not given
            given.put(key, value);
        }
    }

    /** Returns the recipe with the given values. If the batch size changes, the total number of strips is kept. */
    Preset applied(Preset preset, CommandSpec spec) {
        TrainingConfig base = preset.training();
        TrainingConfigBuilder training = TrainingConfigBuilder.builder(base);
        JsonObject values = new JsonObject();
        given.forEach((key, value) -> values.set(key.key(), json(value)));
        try {
            for (TrainingKey key : given.keySet()) {
                key.read(new ConfigNode(PLACE, values), training);
            }
            if (given.get(TrainingKey.BATCH_SIZE) instanceof Integer batchSize && batchSize > 0) {
                training.steps(Math.max(1, base.steps() * base.stripsPerStep() / batchSize))
                        .accumulation(1);
            }
            return preset.with(training.build());
        } catch (ConfigException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), PLACE + e.getMessage(), e);
        }
    }

    private static JsonValue json(Object value) {
        return value instanceof Number number ? JsonValue.of(number) : JsonValue.of(value.toString());
    }

    /** Returns whether the user gave a value. */
    boolean has(TrainingKey key) {
        return given.containsKey(key);
    }

    /** Returns the recipe for lines with the given values; those that are only for digits are refused. */
    LineRecipe applied(LineRecipe lines, CommandSpec spec) {
        if (given.containsKey(TrainingKey.VALIDATION_DIGITS)) {
            throw new ParameterException(spec.commandLine(), "--validation is for digits: use --split for lines");
        }
        Object augmentation = given.get(TrainingKey.AUGMENTATION);
        if (augmentation == null) {
            return lines;
        }
        if (!augmentation.equals("none")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--augmentation: expected none, found " + augmentation
                            + ", which is for digits; how lines are changed is in the recipe (--show-preset)");
        }
        return lines.withAugmentation(LineAugmentation.NONE);
    }

    /** Throws picocli's exception if an option differs from the recipe of the resumed run. */
    void requireSame(Preset run, CommandSpec spec) {
        given.forEach((key, value) -> {
            JsonValue own = key == TrainingKey.BATCH_SIZE
                    ? JsonValue.of(run.training().stripsPerStep())
                    : key.of(run.training());
            boolean same = value instanceof Number number
                    ? own.doubleValue() == number.doubleValue()
                    : own.asText().equals(value);
            if (!same) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--resume: " + key.key() + ": the run has " + own.asText() + ", found " + value
                                + "; a resumed run keeps its recipe. For a new run: train --from RUN/last");
            }
        });
    }

    /** {@code --epochs}, {@code --steps}, {@code --minutes}: the length of the training; at most one is allowed. */
    static final class Length {
        @Option(
                names = "--epochs",
                paramLabel = "N",
                description = "Passes over all training digits; may be a fraction.")
        private Double epochs;

        @Option(names = "--steps", paramLabel = "N", description = "Optimiser steps.")
        private Long steps;

        @Option(
                names = "--minutes",
                paramLabel = "N",
                description =
                        "Time to train and to evaluate. It is converted to a number of steps after a few have been"
                                + " timed, so that the run can be repeated and resumed.")
        private Double minutes;

        /** Measures the duration of a step in seconds. */
        @FunctionalInterface
        interface StepTime {
            double seconds();
        }

        void requireNone(CommandSpec spec) {
            if (given() > 0) {
                throw usage(
                        spec, "--epochs, --steps and --minutes apply to new runs only; a resumed run keeps its length");
            }
        }

        /** Returns the training with the length that the user chose. */
        TrainingConfig applied(TrainingConfig config, RunWork work, StepTime time, CommandSpec spec) {
            if (given() > 1) {
                throw usage(spec, "--epochs, --steps and --minutes: expected one of them, found " + given());
            }
            if (steps != null) {
                return withSteps(config, steps, "--steps " + steps, spec);
            }
            if (epochs != null) {
                long whole = Math.round(epochs * work.picturesPerEpoch() / config.stripsPerStep());
                return withSteps(config, whole, "--epochs " + epochs, spec);
            }
            if (minutes != null) {
                if (!(minutes > 0)) {
                    throw usage(spec, "--minutes: expected more than 0, found " + minutes);
                }
                return withSteps(config, work.stepsIn(60 * minutes, time.seconds()), "--minutes", spec);
            }
            return config;
        }

        private static TrainingConfig withSteps(TrainingConfig config, long wanted, String option, CommandSpec spec) {
            if (wanted < 1) {
                throw usage(spec, option + ": expected enough for a step of " + config.stripsPerStep() + " pictures");
            }
            return config.withSteps(wanted);
        }

        private long given() {
            return Stream.of(epochs, steps, minutes)
                    .filter(option -> option != null)
                    .count();
        }

        private static ParameterException usage(CommandSpec spec, String message) {
            return new ParameterException(spec.commandLine(), message);
        }
    }
}
