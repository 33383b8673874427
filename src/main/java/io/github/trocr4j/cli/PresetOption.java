package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.image.ImageProcessorConfig.Fit;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.run.ModelFolders;
import io.github.trocr4j.train.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code --preset}, {@code --from}, {@code --image-size}, {@code --fit}, {@code --decoding}, {@code --dropout}: the
 * recipe and the initial model of a new run.
 */
final class PresetOption {
    @Option(
            names = "--preset",
            paramLabel = "NAME|FILE",
            description = {
                "Recipe: quick (the compact model, minutes on two cores; the default), thorough (the same with"
                        + " dropout in the encoder, more than an hour), trocr-small (the published architecture),"
                        + " lines (lines of text, a quarter of an hour; the default with --alphabet), text (the decoder"
                        + " of an imported model; the default with --head original), numbers (rows of"
                        + " 1 to 12 digits, composed without end; hours), or a file like"
                        + " the one that --show-preset prints; a run's config.json is one."
            })
    private String preset;

    @Option(names = "--from", paramLabel = "DIR", description = "Start from the weights of this model folder.")
    private Path from;

    @Option(
            names = "--image-size",
            paramLabel = "HxW",
            description = "Input size of a new model, multiples of the patch size.")
    private String imageSize;

    @Option(
            names = "--fit",
            paramLabel = "NAME",
            description = {
                "How pictures fit into the input of a new model: stretch (the default), pad (the aspect ratio is kept,"
                        + " the rest is black), or paper (the rest has the colour of the paper; cannot be exported)."
            })
    private String fit;

    @Option(
            names = "--decoding",
            paramLabel = "NAME",
            description = {
                "How digits are read: autoregressive (one after the other), or parallel (all at once).",
                "Default: that of the model of --from, or of the preset."
            })
    private String decoding;

    @Option(
            names = "--dropout",
            paramLabel = "X",
            description = {
                "Share of the values that are left out in training, after the embeddings and each sub-block.",
                "Default: that of the model of --from, or of the preset."
            })
    private Double dropout;

    void requireNone(CommandSpec spec) {
        if (preset != null || from != null || imageSize != null || fit != null || decoding != null || dropout != null) {
            throw usage(
                    spec,
                    "--preset, --from, --image-size, --fit, --decoding and --dropout apply to new runs only; a resumed run"
                            + " keeps its model");
        }
    }

    /** Returns the description of the initial model, for display. */
    String start() {
        return from == null ? "a new model" : from.toString();
    }

    /**
     * Returns the recipe, before the other options are applied.
     *
     * @param usual the name of the preset that is taken without {@code --preset}
     */
    Preset recipe(String usual, CommandSpec spec) throws IOException {
        if (dropout != null && !(dropout >= 0 && dropout < 1)) {
            throw usage(spec, "--dropout: expected 0 to below 1, found " + dropout);
        }
        String name = preset == null ? usual : preset;
        Optional<Preset> known = Preset.named(name);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            if (Files.isRegularFile(Path.of(name))) {
                return Preset.read(Path.of(name));
            }
        } catch (InvalidPathException e) {
            // not a file; reported below
        }
        throw usage(spec, "--preset: expected " + String.join(", ", Preset.NAMES) + " or a file, found " + name);
    }

    /** Returns the folder of the initial model, if it is not a new one. */
    Optional<Path> folder() throws IOException {
        return from == null ? Optional.empty() : Optional.of(ModelFolders.named(from));
    }

    /** Returns the initial model. */
    ModelDirectory model(Preset recipe, CommandSpec spec) throws IOException {
        ModelDirectory model = withDecoding(begin(recipe, spec), spec);
        return dropout == null ? model : model.withDropout(dropout);
    }

    private ModelDirectory withDecoding(ModelDirectory model, CommandSpec spec) {
        try {
            return decoding == null ? model : model.withDecoding(Decoding.parse(decoding));
        } catch (IllegalArgumentException e) {
            throw usage(spec, "--decoding: " + e.getMessage());
        }
    }

    private ModelDirectory begin(Preset recipe, CommandSpec spec) throws IOException {
        if (from != null) {
            if (imageSize != null) {
                throw usage(spec, "--image-size applies to new models only; " + from + " has its size already");
            }
            if (fit != null) {
                throw usage(
                        spec,
                        "--fit applies to new models only; pictures fit into " + from + " as when it was trained");
            }
            return ModelDirectory.load(ModelFolders.named(from));
        }
        return ModelDirectory.fresh(
                sized(recipe.model(), spec), fit(spec), recipe.training().seed());
    }

    private Fit fit(CommandSpec spec) {
        if (fit == null) {
            return Fit.STRETCH;
        }
        return Arrays.stream(Fit.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(fit))
                .findFirst()
                .orElseThrow(() -> usage(spec, "--fit: expected stretch, pad or paper, found " + fit));
    }

    private TrOcrConfig sized(TrOcrConfig config, CommandSpec spec) {
        if (imageSize == null) {
            return config;
        }
        try {
            return config.withImageSize(ImageSize.parse(imageSize));
        } catch (IllegalArgumentException e) {
            throw usage(spec, "--image-size: " + e.getMessage());
        }
    }

    private static ParameterException usage(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
