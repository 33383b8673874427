package io.github.trocr4j.cli;

import io.github.trocr4j.CheckpointImporter;
import io.github.trocr4j.CheckpointImporter.Imported;
import io.github.trocr4j.ImportOptions;
import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: makes a model of a HuggingFace checkpoint. */
@Command(
        name = "import",
        description = {
            "Makes a model of a HuggingFace checkpoint of TrOCR, to train it on digits or to read with it.",
            "Prints what became of the checkpoint's tensors; a tensor that is missing, unknown or of another shape than"
                    + " config.json says ends the import, and nothing is written."
        })
final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SOURCE",
            description = "HuggingFace folder (config.json and weights), a file of weights beside its config.json, or a"
                    + " repository of the HuggingFace Hub, such as microsoft/trocr-small-printed, with @revision if"
                    + " need be.")
    private String source;

    @Mixin
    private ImportSource hub;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "New folder for the model.")
    private Path output;

    @Option(
            names = "--head",
            paramLabel = "NAME",
            defaultValue = "digits",
            description = "What the model shall read: digits (a fresh head, unless the checkpoint has one), or original"
                    + " (what the checkpoint reads). Default: ${DEFAULT-VALUE}.")
    private String head;

    @Option(
            names = "--image-size",
            paramLabel = "HxW",
            description = "Input of the model, multiples of the patch: positions are interpolated. Default: as it is.")
    private String imageSize;

    @Option(names = "--report", paramLabel = "FILE", description = "Write a line for every tensor to this text file.")
    private Path report;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of what begins fresh. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private BackendOption backend;

    @Override
    public Integer call() throws IOException {
        backend.begin(spec);
        ImportOptions options = new ImportOptions(head(), size(), seed);
        OutputFolder.requireNew(output);
        if (report != null) {
            OutputFolder.requireParent(report);
        }
        Path found = hub.find(source, System.getenv(), spec.commandLine().getErr());
        Path directory = WeightFiles.directory(found);
        try (Checkpoint checkpoint = WeightFiles.open(found)) {
            Imported imported = CheckpointImporter.read(directory, checkpoint, options);
            imported.model().save(output);
            if (imported.model().config().digitHead().isEmpty()) {
                TokenizerFiles.copy(directory, output);
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

    private ImportOptions.Head head() {
        for (ImportOptions.Head each : ImportOptions.Head.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(head)) {
                return each;
            }
        }
        throw usage("--head: expected digits or original, found " + head);
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
}
