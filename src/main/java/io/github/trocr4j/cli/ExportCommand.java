package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.checkpoint.Dtype;
import io.github.trocr4j.convert.ModelExporter;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.report.ModelCard;
import io.github.trocr4j.report.RunContents;
import io.github.trocr4j.run.ModelFolders;
import java.io.IOException;
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

/** {@code export}: exports a model as a HuggingFace directory. */
@Command(
        name = "export",
        description = {
            "Writes a folder that HuggingFace's VisionEncoderDecoderModel.from_pretrained loads, with a model card.",
            "The model reads the same digits there, and can be imported again."
        })
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "Model folder, or run folder for its best model.")
    private Path model;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "New folder for the export.")
    private Path output;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "f32",
            description = "Type of the weights: f32, or f16 for half the size. Default: ${DEFAULT-VALUE}.")
    private String dtype;

    @Mixin
    private BackendOption backend;

    @Override
    public Integer call() throws IOException {
        backend.begin(spec);
        Dtype type = dtype();
        OutputFolder.requireNew(output);
        Path folder = ModelFolders.named(model);
        Optional<RunContents.Figures> run = RunContents.Figures.of(folder);
        ModelDirectory loaded = ModelDirectory.load(folder);
        ModelExporter.export(loaded, output, type);
        OutputFolder.copyTextFiles(folder, loaded, output);
        long parameters = ParameterShapes.count(loaded.config());
        ModelCard.Facts facts = new ModelCard.Facts(
                name(folder),
                loaded.config().encoder().distillationToken() ? "DeiT" : "ViT",
                parameters,
                loaded.config().encoder().imageSize().toString(),
                loaded.config().digitHead().isPresent(),
                loaded.characters()
                        .map(own -> new ModelCard.Characters( // one position is that of the end token
                                own.alphabet(), loaded.config().decoder().maxPositionEmbeddings() - 1)),
                dtype);
        Files.writeString(output.resolve("README.md"), ModelCard.text(facts, run), StandardCharsets.UTF_8);
        spec.commandLine()
                .getOut()
                .printf(Locale.ROOT, "Exported %s to %s: %,d parameters, %s%n", folder, output, parameters, dtype)
                .flush();
        return ExitCode.OK;
    }

    /** Returns the name of the model: the run's name rather than "best". */
    private String name(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        Path run = RunContents.Figures.runOf(absolute).orElse(absolute);
        return run.getFileName() == null ? "model" : run.getFileName().toString();
    }

    private Dtype dtype() {
        return switch (dtype) {
            case "f32" -> Dtype.F32;
            case "f16" -> Dtype.F16;
            default -> throw new ParameterException(spec.commandLine(), "--dtype: expected f32 or f16, found " + dtype);
        };
    }
}
