package io.github.trocr4j.cli;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.PictureReadings;
import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.TextReader;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.run.ModelFolders;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code predict}: reads picture files. */
@Command(
        name = "predict",
        description = {
            "Reads five handwritten digits in pictures of any kind: dark on light or light on dark, with margins,"
                    + " frames or uneven light. It finds the row of digits and brings each digit to the"
                    + " size and place that it has in MNIST. Strips that already have this form are read as"
                    + " they are.",
            "Prints a line for each picture, with tabs between the parts: its path, the digits, their confidence"
                    + " followed by that of each digit in parentheses, and the word uncertain if it is."
        })
final class PredictCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "PICTURE|FOLDER",
            arity = "1..*",
            description = "PNG, JPEG, BMP or GIF files, or folders. Of a folder, the files with these extensions are"
                    + " read, sorted by name; subfolders are not.")
    private List<Path> paths;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model folder, or run folder for its best model. Default: the best model of the newest run in"
                    + " --runs, else the included model.")
    private Path model;

    @Option(names = "--runs", paramLabel = "DIR", description = "Folder of all runs. Default: runs.")
    private Path runs = ModelFolders.RUNS;

    @Option(
            names = "--json",
            description = "Print one JSON object per line: file, digits, confidence, confidences; or file and error.")
    private boolean json;

    @Option(
            names = "--as-is",
            description = "Read the whole picture, without looking for the row: white ink on black, five digits side"
                    + " by side that fill the picture, in any aspect ratio. Always on with --text.")
    private boolean asIs;

    @Option(
            names = "--text",
            description =
                    "Read a line of text instead, with a model that was trained with --alphabet or imported with --head"
                            + " original. The default for such a model.")
    private boolean text;

    @Mixin
    private ConfidenceOption confidence;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private BackendOption backend;

    @Override
    public Integer call() throws IOException {
        threads.begin(spec);
        backend.begin(spec);
        ReaderOptions options = confidence.options(spec);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        PredictionFormat format = json ? PredictionFormat.json(out) : PredictionFormat.text(out, err);
        Optional<Path> folder = model == null ? newest(err) : Optional.of(ModelFolders.named(model));
        if (text && folder.isEmpty()) {
            throw noModel();
        }
        if (text || (folder.isPresent() && readsText(folder.get()))) {
            try (TextReader reader = TextReader.load(folder.get())) {
                return predict(
                        PictureFile::read,
                        lines -> reader.read(lines).stream()
                                .map(PredictionFormat.Prediction::of)
                                .toList(),
                        format);
            }
        }
        try (DigitReader reader =
                folder.isPresent() ? DigitReader.load(folder.get(), options) : DigitReader.load(options)) {
            return predict(
                    asIs ? PictureFile::read : reader::findStrip,
                    strips -> reader.readStrips(strips).stream()
                            .map(PredictionFormat.Prediction::of)
                            .toList(),
                    format);
        }
    }

    private static boolean readsText(Path folder) throws IOException {
        return ConfigJson.read(folder.resolve("config.json")).digitHead().isEmpty();
    }

    private int predict(
            PictureReadings.Source<Path> strips,
            Function<List<Picture>, List<PredictionFormat.Prediction>> reader,
            PredictionFormat format)
            throws IOException {
        BackendOption.printDevices(spec.commandLine().getErr());
        int failures = Predictions.print(paths, strips, reader, format);
        return failures == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private Optional<Path> newest(PrintWriter err) throws IOException {
        Optional<Path> newest = ModelFolders.newest(runs);
        newest.ifPresent(folder -> err.println("trocr4j: reading with " + folder + "."));
        err.flush();
        return newest;
    }

    private FileNotFoundException noModel() {
        return new FileNotFoundException(
                "Expected a model that reads text, found none: specify one with --model (trocr4j import"
                        + " --head original creates one).");
    }
}
