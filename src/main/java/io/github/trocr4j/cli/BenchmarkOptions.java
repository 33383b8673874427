package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.bench.Benchmark;
import io.github.trocr4j.bench.Work;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.run.ModelFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * The options that say what to measure and how often. Lists are separated by commas; an option that is not given is
 * null.
 */
final class BenchmarkOptions {
    private static final int MAX_BATCH = 1_024;
    private static final double MAX_SECONDS = 86_400;

    @Option(
            names = "--work",
            paramLabel = "LIST",
            split = ",",
            hideParamSyntax = true,
            description = "What to measure: encoder (pixel values to states), read (pictures to digits, everything"
                    + " included), training (one step of a batch). Default: everything that the model can do.")
    private List<String> work;

    @Option(
            names = "--sizes",
            paramLabel = "LIST",
            split = ",",
            hideParamSyntax = true,
            description = "Input sizes, such as 48x240,96x480; multiples of the patch size. Default: the model's own.")
    private List<String> sizes;

    @Option(
            names = "--batches",
            paramLabel = "LIST",
            split = ",",
            hideParamSyntax = true,
            description = "Batch sizes. Default: 1,8,32.")
    private List<Integer> batches;

    @Option(names = "--warmup", paramLabel = "N", description = "Warm-up runs. Default: until the times settle.")
    private Integer warmup;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "Measured runs. Default: as many as fit into --seconds.")
    private Integer repeat;

    @Option(
            names = "--seconds",
            paramLabel = "X",
            defaultValue = "3",
            description = "Time for each row, without the warm-up. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    /** Throws picocli's exception if a value is invalid. */
    void check(CommandSpec spec) {
        work(spec, List.of());
        sizes(spec, List.of());
        for (int batch : batches(List.of())) {
            require(spec, batch >= 1 && batch <= MAX_BATCH, "--batches", "1 to " + MAX_BATCH, batch);
        }
        if (warmup != null) {
            require(spec, warmup >= 0, "--warmup", "at least 0", warmup);
        }
        if (repeat != null) {
            require(spec, repeat >= 1, "--repeat", "at least 1", repeat);
        }
        require(spec, seconds > 0 && seconds <= MAX_SECONDS, "--seconds", "more than 0 and at most a day", seconds);
    }

    List<Work> work(CommandSpec spec, List<Work> defaultValue) {
        return work == null ? defaultValue : each(spec, "--work", work, Work::named);
    }

    List<ImageSize> sizes(CommandSpec spec, List<ImageSize> defaultValue) {
        return sizes == null ? defaultValue : each(spec, "--sizes", sizes, ImageSize::parse);
    }

    List<Integer> batches(List<Integer> defaultValue) {
        return batches == null ? defaultValue : batches;
    }

    Benchmark benchmark() {
        return new Benchmark(optional(warmup), optional(repeat), seconds);
    }

    private static OptionalInt optional(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static <T> List<T> each(CommandSpec spec, String option, List<String> words, Function<String, T> parse) {
        List<T> found = new ArrayList<>();
        for (String word : words) {
            try {
                found.add(parse.apply(word));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage());
            }
        }
        return found;
    }

    private static void require(CommandSpec spec, boolean right, String option, String expected, Object found) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), option + ": expected " + expected + ", found " + found);
        }
    }

    /** The model to measure: one from a folder, or a fresh one, which takes the same time. */
    static final class Model {
        private static final long SEED = 1;
        private static final String COMPACT = "compact";
        private static final String TROCR_SMALL = "trocr-small";

        @Parameters(
                paramLabel = "MODEL",
                arity = "0..1",
                description = "Model folder, or run folder for its best model. Default: a fresh model.")
        private Path model;

        @Option(
                names = "--preset",
                paramLabel = "NAME",
                description = "Architecture of the fresh model: compact (the default, also of train) or trocr-small.")
        private String preset;

        /** Returns the name of the model in reports. */
        String name() {
            return model == null ? (preset == null ? COMPACT : preset) + " with fresh weights" : model.toString();
        }

        ModelDirectory load(CommandSpec spec) throws IOException {
            if (model == null) {
                return ModelDirectory.fresh(config(spec), SEED);
            }
            if (preset != null) {
                throw usage(spec, "--preset applies to fresh models only; " + model + " is one already");
            }
            return ModelDirectory.load(ModelFolders.named(model));
        }

        /** Returns the folder of the model. */
        Path folder(CommandSpec spec) throws IOException {
            if (model == null) {
                throw usage(spec, "--engine java: expected a model folder, found none");
            }
            return ModelFolders.named(model);
        }

        /** Returns the arguments that select the same model in another process. */
        List<String> arguments() {
            List<String> arguments = new ArrayList<>();
            if (model != null) {
                arguments.add(model.toAbsolutePath().toString());
            }
            if (preset != null) {
                arguments.add("--preset=" + preset);
            }
            return arguments;
        }

        private TrOcrConfig config(CommandSpec spec) {
            if (preset == null || preset.equals(COMPACT)) {
                return TrOcrConfig.compact();
            }
            if (preset.equals(TROCR_SMALL)) {
                return TrOcrConfig.trocrSmall();
            }
            throw usage(spec, "--preset: expected " + COMPACT + " or " + TROCR_SMALL + ", found " + preset);
        }

        private static ParameterException usage(CommandSpec spec, String message) {
            return new ParameterException(spec.commandLine(), message);
        }
    }
}
