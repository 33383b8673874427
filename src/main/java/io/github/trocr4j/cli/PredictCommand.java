package io.github.trocr4j.cli;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ReaderOptions;
import io.github.trocr4j.image.ImageProcessorConfig;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.PictureFormat;
import io.github.trocr4j.image.TrOcrImageProcessor;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.model.ImageToText;
import io.github.trocr4j.run.ModelFolders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
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
    /** A gray pixel. */
    private static final byte[] TINY_PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");

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

        private PredictionFormat of(LineReader reader, PrintWriter out, PrintWriter err) {
            if (json) {
                return PredictionFormat.json(out, !reader.readsDigits());
            }
            return text ? PredictionFormat.plain(out, err) : PredictionFormat.text(out, err);
        }
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
        ReaderOptions options = threads.limit(reading.options(spec));
        if (asIs) {
            options = options.withFindRows(false);
        }
        ReaderOptions chosen = options;
        return predict(
                paths,
                model,
                runs,
                folder -> ReadingOptions.load(folder, chosen, spec),
                format,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
    }

    /** Loads a model folder, or the model that comes with the library. */
    @FunctionalInterface
    private interface Loader {
        LineReader load(Optional<Path> folder) throws IOException;
    }

    private static int predict(
            List<Path> paths, Path model, Path runs, Loader loader, Format format, PrintWriter out, PrintWriter err)
            throws IOException {
        Thread decoder = new Thread(PredictCommand::loadClasses, "trocr4j-pictures");
        decoder.setDaemon(true);
        decoder.start();
        Optional<Path> folder = model == null ? newest(runs, err) : Optional.of(ModelFolders.named(model));
        try (LineReader reader = loader.load(folder)) {
            BackendOption.printDevices(reader, err);
            int failures = Predictions.print(paths, reader, format.of(reader, out, err), err);
            return failures == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /**
     * Loads the classes that decode and resize pictures, and looks for another engine in the class path, which
     * {@link LineReader} does then at once.
     */
    private static void loadClasses() {
        try {
            ServiceLoader.load(ImageToText.Provider.class, LineReader.class.getClassLoader())
                    .findFirst();
            Picture picture = PictureFile.pages("tiny", new ByteArrayInputStream(TINY_PNG))
                    .picture(1);
            new TrOcrImageProcessor(ImageProcessorConfig.trOcr(2, 2)).pixelValues(picture);
        } catch (IOException e) {
            throw new IllegalStateException(e); // it is valid
        } catch (ServiceConfigurationError ignored) {
            // LineReader reports it
        }
    }

    /**
     * Runs a usual command line without picocli, which takes a fifth of the time until the first digits: paths, and of
     * the options {@code --model}, {@code --as-is}, {@code --json} and {@code --text}.
     *
     * @param args all arguments
     * @return the exit code; empty if there are others
     */
    static OptionalInt predictAtOnce(String[] args, PrintWriter out, PrintWriter err) throws IOException {
        List<Path> paths = new ArrayList<>();
        Format format = new Format();
        ReaderOptions options = new ThreadsOption().limit(ReaderOptions.DEFAULT);
        Path model = null;
        Set<String> given = new HashSet<>();
        for (int i = 1; i < args.length; i++) {
            if (args[i].startsWith("-") && !given.add(args[i])) {
                return OptionalInt.empty();
            }
            switch (args[i]) {
                case "--as-is" -> options = options.withFindRows(false);
                case "--json" -> format.json = true;
                case "--text" -> format.text = true;
                case "--model" -> {
                    i++;
                    if (i == args.length || args[i].startsWith("-")) {
                        return OptionalInt.empty();
                    }
                    model = Path.of(args[i]);
                }
                default -> {
                    if (args[i].startsWith("-") || args[i].isEmpty()) {
                        return OptionalInt.empty();
                    }
                    paths.add(Path.of(args[i]));
                }
            }
        }
        if (paths.isEmpty() || (format.json && format.text)) {
            return OptionalInt.empty();
        }
        ReaderOptions chosen = options;
        Loader loader = folder -> folder.isPresent() ? LineReader.load(folder.get(), chosen) : LineReader.load(chosen);
        return OptionalInt.of(predict(paths, model, ModelFolders.RUNS, loader, format, out, err));
    }

    private static Optional<Path> newest(Path runs, PrintWriter err) throws IOException {
        Optional<Path> newest = ModelFolders.newest(runs);
        newest.ifPresent(folder -> err.println("trocr4j: reading with " + folder + "."));
        err.flush();
        return newest;
    }
}
