package io.github.trocr4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.PresetJson;
import io.github.trocr4j.train.TrainingConfig;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of {@code train} that change its recipe: each puts one value in the place of the preset's. */
final class RecipeOptions {
    @Option(names = "--batch-size", paramLabel = "N", description = "Strips in an optimiser step.")
    private Integer batchSize;

    @Option(names = "--learning-rate", paramLabel = "X", description = "Highest learning rate.")
    private Double learningRate;

    @Option(
            names = "--layer-decay",
            paramLabel = "X",
            description = "Factor on the learning rate from each layer to the one before it, 1 for none.")
    private Double layerDecay;

    @Option(names = "--label-smoothing", paramLabel = "X", description = "Share of each label given to all classes.")
    private Double labelSmoothing;

    @Option(
            names = "--ema",
            paramLabel = "X",
            description = "Decay of the moving average of the weights that is evaluated and saved, 0 for none.")
    private Double emaDecay;

    @Option(names = "--freeze", paramLabel = "PART", description = "What is not trained: none or encoder.")
    private String freeze;

    @Option(
            names = "--augmentation",
            paramLabel = "NAME",
            description = {
                "What happens to each training digit: none, original (rotation and blur, as the Python original),",
                "affine, strong (affine and elastic), heavy (more of it, and pens of other widths)."
            })
    private String augmentation;

    @Option(
            names = "--validation",
            paramLabel = "N",
            description = "Training digits held out to choose the best model; 0 for none, then the last one is best.")
    private Integer validationDigits;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "End early after so many epochs without a better model; 0 for never.")
    private Integer patience;

    @Option(names = "--save-steps", paramLabel = "N", description = "Steps from one checkpoint to the next.")
    private Long saveSteps;

    @Option(names = "--seed", paramLabel = "N", description = "Of all that is random.")
    private Long seed;

    /** Key of the recipe to the value that the user gave. */
    private Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("batch_size", batchSize);
        given.put("learning_rate", learningRate);
        given.put("layer_decay", layerDecay);
        given.put("label_smoothing", labelSmoothing);
        given.put("ema_decay", emaDecay);
        given.put("freeze", freeze);
        given.put("augmentation", augmentation);
        given.put("validation_digits", validationDigits);
        given.put("patience", patience);
        given.put("save_steps", saveSteps);
        given.put("seed", seed);
        given.values().removeIf(value -> value == null);
        return given;
    }

    /** The recipe with what the user gave. A step keeps its number of strips seen in all where its size changes. */
    Preset applied(Preset preset, CommandSpec spec) {
        ObjectNode tree = PresetJson.tree(preset);
        ObjectNode training = (ObjectNode) tree.get("training");
        given().forEach((key, value) -> training.putPOJO(key, value));
        if (batchSize != null && batchSize > 0) {
            TrainingConfig base = preset.training();
            training.put("steps", Math.max(1, base.steps() * base.stripsPerStep() / batchSize));
            training.put("accumulation", 1);
        }
        String options = "options";
        try {
            return PresetJson.parse(options, tree.toString().getBytes(StandardCharsets.UTF_8));
        } catch (ConfigException e) {
            throw new ParameterException(
                    spec.commandLine(), e.getMessage().replace(options + ": training.", "training option "), e);
        }
    }

    /** Refuses options that would make another run of this one. */
    void requireSame(Preset run, CommandSpec spec) {
        JsonNode training = PresetJson.tree(run).get("training");
        given().forEach((key, value) -> {
            JsonNode own = key.equals("batch_size")
                    ? PresetJson.tree(run).numberNode(run.training().stripsPerStep())
                    : training.get(key);
            boolean same = value instanceof Number number
                    ? own.doubleValue() == number.doubleValue()
                    : own.asText().equals(value);
            if (!same) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--resume: " + key + ": the run has " + own.asText() + ", found " + value
                                + "; a run goes on as it began. For another one: train --from RUN/last");
            }
        });
    }
}
