package io.github.trocr4j.cli;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.data.lines.LineData;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.run.Evaluated;
import io.github.trocr4j.run.EvaluationPictures;
import io.github.trocr4j.run.EvaluationResult;
import io.github.trocr4j.run.LineEvaluation;
import io.github.trocr4j.run.LinePictures;
import io.github.trocr4j.run.ModelFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
            "With MNIST these are 2,000 strips: its 10,000 test digits in order, five to a strip.",
            "If --data is a folder or table of labelled lines, reads its test lines, or all lines if there is no such"
                    + " split, and prints the character and word error rates."
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

    @Mixin
    private LineOptions.Table table;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Option(
            names = "--errors",
            paramLabel = "FILE",
            description = "Write a picture of the worst errors to this file: PNG for strips, SVG for lines.")
    private Path errors;

    @Option(names = "--limit", paramLabel = "N", description = "Read only the first N pictures.")
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
        if (errors != null) {
            requireWritable(errors);
        }
        Path folder = model == null ? null : ModelFolders.named(model);
        Optional<Path> named = digits.path();
        if (named.isPresent() && LineOptions.holdsLines(named.get())) {
            evaluateLines(folder, named.get());
        } else {
            evaluateStrips(folder);
        }
        return ExitCode.OK;
    }

    private void evaluateStrips(Path folder) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (LineReader reader = ModelFolders.reader(Optional.ofNullable(folder))) {
            if (!reader.readsDigits()) {
                throw new ParameterException(
                        spec.commandLine(), "This model reads text: add --data with a folder of labelled lines");
            }
            Digits found = digits.find(0, err);
            List<Strip> strips = limited(found.testStrips());
            EvaluationResult result;
            try (Terminal.ReadingProgress progress = Terminal.ReadingProgress.start(strips.size())) {
                result = EvaluationResult.of(reader, name(folder), strips, found.source(), progress::advance);
            }
            print(result);
            if (errors != null && !EvaluationPictures.writeErrors(errors, result)) {
                noErrors("strip");
            }
        }
    }

    private void evaluateLines(Path folder, Path source) throws IOException {
        LineData lines = LineEvaluation.read(source, table.columns(spec), table.badShare(spec));
        LineOptions.Table.report(lines, lines.notices(), spec.commandLine().getErr());
        List<LabelledLine> chosen = limited(lines.test().isEmpty() ? lines.all() : lines.test());
        String data = (lines.test().isEmpty() ? "lines of " : "test lines of ") + source;
        try (LineReader reader = ModelFolders.reader(Optional.ofNullable(folder));
                Terminal.ReadingProgress progress = Terminal.ReadingProgress.start(chosen.size())) {
            LineEvaluation result = LineEvaluation.of(reader, name(folder), chosen, data, progress::advance);
            print(result);
            if (errors != null && !LinePictures.writeErrors(errors, result)) {
                noErrors("line");
            }
        }
    }

    private static String name(Path folder) {
        return folder == null ? "the model that comes with trocr4j" : folder.toString();
    }

    private void print(Evaluated result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonValue.ascii(result.json()));
        } else {
            out.print(result.text());
        }
        out.flush();
    }

    private void noErrors(String picture) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("trocr4j: no " + picture + " was misread, so there is nothing to write to " + errors + ".");
        err.flush();
    }

    private <T> List<T> limited(List<T> pictures) {
        return limit == null ? pictures : pictures.subList(0, Math.min(limit, pictures.size()));
    }

    /** Checks before a long evaluation that the picture can be written. */
    private static void requireWritable(Path picture) throws IOException {
        Files.createDirectories(picture.toAbsolutePath().getParent());
        if (Files.isDirectory(picture)) {
            throw new FileSystemException(picture.toString(), null, "expected the name of a PNG file, found a folder");
        }
    }
}
