package io.github.trocr4j.cli;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.run.EvaluationPictures;
import io.github.trocr4j.run.EvaluationResult;
import io.github.trocr4j.run.ModelFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evaluate}: reads the strips of a test set and prints the metrics. */
@Command(
        name = "evaluate",
        description = {
            "Reads the test strips with a model and prints how many were read exactly.",
            "With MNIST these are 2,000 strips: its 10,000 test digits in order, five to a strip."
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            arity = "0..1",
            description = "Model folder, or run folder for its best model. Default: the included model.")
    private Path model;

    @Mixin
    private DigitsOption digits;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Option(
            names = "--errors",
            paramLabel = "FILE",
            description = "Write a picture of the worst errors to this PNG file.")
    private Path errors;

    @Option(names = "--limit", paramLabel = "N", description = "Read only the first N strips.")
    private Integer limit;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private BackendOption backend;

    @Override
    public Integer call() throws IOException {
        threads.begin(spec);
        backend.begin(spec);
        if (limit != null && limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit: expected at least 1, found " + limit);
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (errors != null) {
            requireWritable(errors);
        }
        Path folder = model == null ? null : ModelFolders.named(model);
        try (DigitReader reader = folder == null ? DigitReader.load() : DigitReader.load(folder)) {
            Digits found = digits.find(0, err);
            List<Strip> strips = strips(found);
            EvaluationResult result;
            try (Terminal.ReadingProgress progress = Terminal.ReadingProgress.start(strips.size())) {
                result = EvaluationResult.of(
                        reader,
                        folder == null ? "the model that comes with trocr4j" : folder.toString(),
                        strips,
                        found.source(),
                        progress::advance);
            }
            if (json) {
                out.println(result.json());
            } else {
                out.print(result.text());
            }
            out.flush();
            if (errors != null && !EvaluationPictures.writeErrors(errors, result)) {
                err.println("trocr4j: no strip was misread, so there is nothing to write to " + errors + ".");
                err.flush();
            }
        }
        return ExitCode.OK;
    }

    /** Checks before a long evaluation that the picture can be written. */
    private static void requireWritable(Path picture) throws IOException {
        Files.createDirectories(picture.toAbsolutePath().getParent());
        if (Files.isDirectory(picture)) {
            throw new FileSystemException(picture.toString(), null, "expected the name of a PNG file, found a folder");
        }
    }

    private List<Strip> strips(Digits found) throws IOException {
        List<Strip> strips = found.testStrips();
        return limit == null ? strips : strips.subList(0, Math.min(limit, strips.size()));
    }
}
