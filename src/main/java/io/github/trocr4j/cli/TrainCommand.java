package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.Kernels;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.BatchPlan;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.TrainingConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code train}: the main job. Finds digits, trains, evaluates on strips it has not seen, leaves a run folder. */
@Command(
        name = "train",
        description = {
            "Trains a reader of five-digit strips and leaves it in runs/NAME/, with its figures and pictures.",
            "Without options: the compact model, minutes on two cores. Ctrl-C ends the run early and keeps the model."
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DigitsOption digits;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "quick",
            description = {
                "Recipe to start from: quick (the compact model, minutes on two cores), thorough (the same for an hour), "
                        + "trocr-small (the published architecture). Default: ${DEFAULT-VALUE}."
            })
    private String preset;

    @Option(names = "--from", paramLabel = "DIR", description = "Start from the weights of this model folder.")
    private Path from;

    @Option(
            names = "--decoding",
            paramLabel = "NAME",
            description = {
                "How digits are read: autoregressive (one after the other), or parallel (all at once).",
                "Default: as the model of --from, autoregressive for a new one."
            })
    private String decoding;

    @Option(names = "--image-size", paramLabel = "HxW", description = "Input of a new model, multiples of the patch.")
    private String imageSize;

    @Option(names = "--runs", paramLabel = "DIR", defaultValue = "runs", description = "Folder of all runs.")
    private Path runs;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the run. Default: the preset and a number.")
    private String name;

    @Option(names = "--epochs", paramLabel = "N", description = "Walks over all training digits; may be a fraction.")
    private Double epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Strips in an optimiser step.")
    private Integer batchSize;

    @Option(names = "--learning-rate", paramLabel = "X", description = "Highest learning rate.")
    private Double learningRate;

    @Option(names = "--label-smoothing", paramLabel = "X", description = "Share of each label given to all classes.")
    private Double labelSmoothing;

    @Option(
            names = "--augmentation",
            paramLabel = "NAME",
            description = {
                "What happens to each training digit: none, original (rotation and blur, as the Python original),",
                "affine, strong (affine and elastic)."
            })
    private String augmentation;

    @Option(names = "--seed", paramLabel = "N", description = "Of all that is random.")
    private Long seed;

    @Option(names = "--plain-graph", description = "Compute everything with ND4J's own operations.")
    private boolean plainGraph;

    @Mixin
    private ThreadsOption threads;

    @Override
    public Integer call() throws IOException {
        threads.begin(spec);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Preset chosen = preset();
        Digits found = digits.find(GeneratedDigits.TRAIN_COUNT, err);
        List<Strip> test = DigitsOption.testStrips(found);
        TrainingConfig config = config(chosen, DigitsOption.trainDigits(found).size() / Strip.LENGTH);
        ModelDirectory model = decoded(model(chosen, config.seed()));
        config = fitting(config, model.config());
        RunFolder folder = name == null ? RunFolder.createNumbered(runs, chosen.name()) : RunFolder.create(runs, name);
        err.printf(
                Locale.ROOT,
                "Training %s on %,d digits: %s. %,d steps of %d strips; %s%n",
                from == null ? "a new model" : from,
                found.train().size(),
                found.source(),
                config.steps(),
                config.stripsPerStep(),
                folder.root());
        err.flush();
        Provenance.write(
                folder, config, found, spec.commandLine().getParseResult().originalArgs());
        TrainingRun run = new TrainingRun(folder, config, model, found, test);
        run.execute(plainGraph ? Kernels.PLAIN : Kernels.PLANNED, out, err);
        return ExitCode.OK;
    }

    private Preset preset() {
        return Preset.named(preset)
                .orElseThrow(() -> usage("--preset: expected "
                        + Preset.all().stream().map(Preset::name).collect(Collectors.joining(", ")) + ", found "
                        + preset));
    }

    private TrainingConfig config(Preset chosen, int stripsPerEpoch) {
        TrainingConfig base = chosen.training();
        int batch = batchSize == null ? base.batchSize() : batchSize;
        long steps = base.steps() * base.batchSize() / Math.max(1, batch);
        if (epochs != null) {
            steps = Math.round(epochs * stripsPerEpoch / Math.max(1, batch));
        }
        try {
            return new TrainingConfig(
                    steps,
                    batch,
                    1,
                    learningRate == null ? base.learningRate() : learningRate,
                    Math.min(base.warmupSteps(), Math.max(1, steps / 5)),
                    base.adam(),
                    base.clipNorm(),
                    labelSmoothing == null ? base.labelSmoothing() : labelSmoothing,
                    augmentation(base),
                    base.evaluationStrips(),
                    seed == null ? base.seed() : seed);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    private Augmentation augmentation(TrainingConfig base) {
        if (augmentation == null) {
            return base.augmentation();
        }
        for (Augmentation each : Augmentation.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(augmentation)) {
                return each;
            }
        }
        throw usage("--augmentation: expected none, original, affine or strong, found " + augmentation);
    }

    private ModelDirectory model(Preset chosen, long freshSeed) throws IOException {
        if (from != null) {
            if (imageSize != null) {
                throw usage("--image-size belongs to new models; " + from + " has its size already");
            }
            return ModelDirectory.load(from);
        }
        TrOcrConfig config = chosen.model();
        if (imageSize != null) {
            try {
                config = config.withImageSize(ImageSize.parse(imageSize));
            } catch (IllegalArgumentException e) {
                throw usage("--image-size: " + e.getMessage());
            }
        }
        return ModelDirectory.fresh(config, freshSeed);
    }

    private ModelDirectory decoded(ModelDirectory model) {
        try {
            return decoding == null ? model : model.withDecoding(Decoding.named(decoding));
        } catch (IllegalArgumentException e) {
            throw usage("--decoding: " + e.getMessage());
        }
    }

    /** Splits a step into passes where memory asks for it. */
    private static TrainingConfig fitting(TrainingConfig config, TrOcrConfig model) {
        BatchPlan plan = BatchPlan.fitting(model, config.batchSize(), NativeMemory.usable());
        return config.with(plan);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
