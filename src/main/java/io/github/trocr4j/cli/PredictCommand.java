package io.github.trocr4j.cli;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.image.PictureFormat;
import io.github.trocr4j.run.ModelFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
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
            "Reads handwritten numbers of 1 to 12 digits in pictures of any kind: photographs, scans, drawings; dark on"
                    + " light or light on dark, one row or several. With --model, reads with another model: lines of"
                    + " text, or five digits.",
            "Prints a line for each row that it finds, from top to bottom, with tabs between the parts: the path of the"
                    + " picture, the text, its confidence, the box around it (left, top, width, height, in pixels),"
                    + " and the word uncertain if it is."
        })
final class PredictCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "PICTURE|FOLDER",
            arity = "1..*",
            description =
                    PictureFormat.NAMES + " files, or folders. Each page of a TIFF file is a picture. Of a folder,"
                            + " the pictures are read, sorted by name; what else is in it is counted on stderr.")
    private List<Path> paths;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model folder, or run folder for its best model. Default: the best model of the newest run in"
                    + " --runs, else the included model.")
    private Path model;

    @Option(names = "--runs", paramLabel = "DIR", description = "Folder of all runs. Default: runs.")
    private Path runs = ModelFolders.RUNS;

    /** How readings are printed. */
    private static final class Format {
        @Option(
                names = "--json",
                description = "Print one JSON object for each picture, on a line of its own: file (and page, if there"
                        + " are several) and lines, each with text, confidence, uncertain and box, and with a model of"
                        + " text words, each with text and confidence; or file and error.")
        private boolean json;

        @Option(names = "--text", description = "Print the texts alone, a line for each.")
        private boolean text;
    }

    @ArgGroup
    private Format format = new Format();

    @Option(
            names = "--as-is",
            description = "Read the whole picture as one line, without looking for rows. The default for models that"
                    + " were trained on lines of text.")
    private boolean asIs;

    @Mixin
    private ReadingOptions reading;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private BackendOption backend;

    @Override
    public Integer call() throws IOException {
        threads.begin(spec);
        backend.begin(spec);
        ReaderOptions options = reading.options(spec);
        if (asIs) {
            options = options.withFindRows(false);
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<Path> folder = model == null ? newest(err) : Optional.of(ModelFolders.named(model));
        try (LineReader reader = ReadingOptions.load(folder, options, spec)) {
            BackendOption.printDevices(err);
            int failures = Predictions.print(paths, reader, printed(reader, out, err), err);
            return failures == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private PredictionFormat printed(LineReader reader, PrintWriter out, PrintWriter err) {
        if (format.json) {
            return PredictionFormat.json(out, !reader.readsDigits());
        }
        return format.text ? PredictionFormat.plain(out, err) : PredictionFormat.text(out, err);
    }

    private Optional<Path> newest(PrintWriter err) throws IOException {
        Optional<Path> newest = ModelFolders.newest(runs);
        newest.ifPresent(folder -> err.println("trocr4j: reading with " + folder + "."));
        err.flush();
        return newest;
    }
}
