package io.github.trocr4j.cli;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.convert.CheckpointImporter;
import io.github.trocr4j.convert.CheckpointImporter.Imported;
import io.github.trocr4j.http.Response;
import io.github.trocr4j.hub.HubDownload;
import io.github.trocr4j.hub.HubName;
import io.github.trocr4j.hub.HubSettings;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.run.OwnTokenizer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: imports a HuggingFace checkpoint as a model. */
@Command(
        name = "import",
        description = {
            "Imports a HuggingFace checkpoint of TrOCR, to train it on digits or to read with it.",
            "Prints how the checkpoint's tensors were used. If a tensor is missing, unknown, or not of the shape that"
                    + " config.json implies, the import fails and writes nothing."
        })
final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SOURCE",
            description = "HuggingFace folder (config.json and weights), a weight file beside its config.json, or a"
                    + " repository on the HuggingFace Hub, such as microsoft/trocr-small-printed,"
                    + " optionally with @revision.")
    private String source;

    @Mixin
    private ImportSource hub;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "New folder for the model.")
    private Path output;

    @Option(
            names = "--head",
            paramLabel = "NAME",
            defaultValue = "digits",
            description = "What the model is to read: digits (a fresh head, unless the checkpoint has one), or"
                    + " original (what the checkpoint reads). Default: ${DEFAULT-VALUE}.")
    private String head;

    @Option(
            names = "--image-size",
            paramLabel = "HxW",
            description = "Input size of the model, multiples of the patch size; positions are interpolated. Default:"
                    + " the checkpoint's.")
    private String imageSize;

    @Option(names = "--report", paramLabel = "FILE", description = "Write a line for every tensor to this text file.")
    private Path report;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the weights that the checkpoint lacks. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private BackendOption backend;

    @Override
    public Integer call() throws IOException {
        backend.begin(spec);
        CheckpointImporter.Options options = new CheckpointImporter.Options(head(), size(), seed);
        OutputFolder.requireNew(output);
        if (report != null) {
            OutputFolder.requireParent(report);
        }
        Path found = hub.find(source, System.getenv(), spec.commandLine().getErr());
        Path directory = CheckpointFiles.directory(found);
        try (Checkpoint checkpoint = CheckpointFiles.open(found)) {
            Imported imported = CheckpointImporter.read(directory, checkpoint, options);
            imported.model().save(output);
            if (imported.model().config().digitHead().isEmpty()) {
                OwnTokenizer.copy(directory, output);
                OutputFolder.copyGenerationConfig(directory, output);
            }
            if (report != null) {
                Files.writeString(report, imported.report().text(), StandardCharsets.UTF_8);
            }
            print(imported);
        }
        return ExitCode.OK;
    }

    private void print(Imported imported) {
        TrOcrConfig config = imported.model().config();
        PrintWriter out = spec.commandLine().getOut();
        out.print(imported.report().summary());
        out.printf(
                Locale.ROOT,
                "Model: %s, %,d parameters, reads %s from %s%n",
                output,
                ParameterShapes.count(config),
                reads(config),
                config.encoder().imageSize());
        out.flush();
    }

    private static String reads(TrOcrConfig config) {
        String atOnce = config.decoding() == Decoding.PARALLEL ? " in parallel" : "";
        return config.digitHead().map(digits -> digits.length() + " digits").orElse("text") + atOnce;
    }

    private CheckpointImporter.Options.Head head() {
        for (CheckpointImporter.Options.Head each : CheckpointImporter.Options.Head.values()) {
            if (each.word().equals(head)) {
                return each;
            }
        }
        String words = Arrays.stream(CheckpointImporter.Options.Head.values())
                .map(CheckpointImporter.Options.Head::word)
                .collect(Collectors.joining(" or "));
        throw usage("--head: expected " + words + ", found " + head);
    }

    private Optional<ImageSize> size() {
        try {
            return Optional.ofNullable(imageSize).map(ImageSize::parse);
        } catch (IllegalArgumentException e) {
            throw usage("--image-size: " + e.getMessage());
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The source of a checkpoint: a path, or a repository on the HuggingFace Hub, which is downloaded first. */
    private static final class ImportSource {
        private static final String TOKEN_VARIABLE = "HF_TOKEN";
        private static final String ADDRESS_VARIABLE = "HF_ENDPOINT";
        private static final int MEGABYTE = 1_000_000;
        private static final int TENTHS = 10;

        @Option(
                names = "--hub",
                paramLabel = "ADDRESS",
                description =
                        "Address of the HuggingFace Hub or a mirror. Default: the environment variable HF_ENDPOINT,"
                                + " else the Hub. HF_TOKEN holds an access token, if one is needed.")
        private String address;

        @Option(
                names = "--downloads",
                paramLabel = "DIR",
                description = "Folder for downloaded repositories; files that are already there are not downloaded"
                        + " again. Default: weights/hub.")
        private Path downloads = Path.of("weights", "hub");

        /** Returns the folder or file of {@code source}, after downloading it if necessary. */
        Path find(String source, Map<String, String> environment, PrintWriter err) throws IOException {
            Optional<Path> path = existing(source);
            if (path.isPresent()) {
                return path.get();
            }
            HubName name;
            try {
                name = HubName.parse(source);
            } catch (IllegalArgumentException e) {
                throw new FileNotFoundException(Failure.shown(source + ": there is no such file or folder, and it is"
                        + " not a name on the HuggingFace Hub (owner/name or owner/name@revision)."));
            }
            Path folder = downloads.resolve(name.owner()).resolve(name.name()).resolve(name.revision());
            err.println("trocr4j: " + source + " is not a file or folder here; downloading it from the Hub to " + folder
                    + ".");
            err.flush();
            return new HubDownload(settings(environment).withProgress(progress(err))).fetch(name, folder);
        }

        private static Optional<Path> existing(String source) {
            try {
                return Optional.of(Path.of(source)).filter(Files::exists);
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        }

        private HubSettings settings(Map<String, String> environment) {
            HubSettings settings = HubSettings.defaults()
                    .withToken(
                            Optional.ofNullable(environment.get(TOKEN_VARIABLE)).filter(token -> !token.isBlank()));
            String base = address == null ? environment.get(ADDRESS_VARIABLE) : address;
            return base == null || base.isBlank() ? settings : settings.withBase(URI.create(base));
        }

        /** Prints a line at each tenth of a file larger than a megabyte. */
        private static Response.Progress progress(PrintWriter err) {
            return new Response.Progress() {
                private String current = "";
                private long tenth;

                @Override
                public void advanced(String file, long bytes, long total) {
                    long now = total <= 0 ? 0 : bytes * TENTHS / total;
                    if (!file.equals(current) || now < tenth) {
                        current = file;
                        tenth = 0;
                    }
                    if (now > tenth && total > MEGABYTE) {
                        err.printf(Locale.ROOT, "%s: %d of %d MB%n", file, bytes / MEGABYTE, total / MEGABYTE);
                        err.flush();
                    }
                    tenth = now;
                }
            };
        }
    }
}
