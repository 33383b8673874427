package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.model.Presets;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.run.ModelFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The model that is measured: one from a folder, or a fresh one, which computes the same for as long. */
final class BenchmarkModel {
    private static final long SEED = 1;
    private static final String COMPACT = "compact";
    private static final String TROCR_SMALL = "trocr-small";

    @Parameters(
            paramLabel = "MODEL",
            arity = "0..1",
            description = "Folder of a model, or of a run: then its best model. Default: a fresh model.")
    private Path model;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "Of a fresh model: compact (the model that train makes; the default) or trocr-small.")
    private String preset;

    /** What it is called in reports. */
    String name() {
        return model == null ? (preset == null ? COMPACT : preset) + " with fresh weights" : model.toString();
    }

    ModelDirectory load(CommandSpec spec) throws IOException {
        if (model == null) {
            return ModelDirectory.fresh(config(spec), SEED);
        }
        if (preset != null) {
            throw usage(spec, "--preset belongs to fresh models; " + model + " is one already");
        }
        return ModelDirectory.load(ModelFolders.named(model));
    }

    /** The arguments that name the same model to another process. */
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
            return Presets.compact();
        }
        if (preset.equals(TROCR_SMALL)) {
            return Presets.trocrSmall();
        }
        throw usage(spec, "--preset: expected " + COMPACT + " or " + TROCR_SMALL + ", found " + preset);
    }

    private static ParameterException usage(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
