package io.github.trocr4j.cli;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ReaderOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What the user knows and wants of readings: {@code --min-confidence}, {@code --digits}, {@code --length}. */
final class ReadingOptions {
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,4})(?:-([0-9]{1,4}))?");

    @Option(
            names = "--min-confidence",
            paramLabel = "X",
            description = "Mark a reading as uncertain if its confidence is below this, 0 to 1. Default: that of the"
                    + " model's reading.json; 0, which marks none, if there is no such file.")
    private Float minimum;

    @Option(
            names = {"--digits", "--length"},
            paramLabel = "N|A-B",
            description = "The number of digits or characters of each line, if it is known: N, or A to B. Default: any"
                    + " that the model can read.")
    private String length;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "What computes: java, which begins at once; nd4j, which takes a second to begin and is faster"
                    + " for large models and for thousands of lines; or auto, which chooses by the size of the model."
                    + " Default: auto.")
    private String engine = "auto";

    /** Returns the default options, with what was given. */
    ReaderOptions options(CommandSpec spec) {
        ReaderOptions options = ReaderOptions.DEFAULT.withEngine(engine(spec));
        if (minimum != null) {
            if (!(minimum >= 0 && minimum <= 1)) { // rejects NaN too
                throw new ParameterException(spec.commandLine(), "--min-confidence: expected 0 to 1, found " + minimum);
            }
            options = options.withMinimumConfidence(minimum);
        }
        return length == null ? options : withLength(options, spec);
    }

    private ReaderOptions.Engine engine(CommandSpec spec) {
        for (ReaderOptions.Engine each : ReaderOptions.Engine.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(engine)) {
                return each;
            }
        }
        throw new ParameterException(spec.commandLine(), "--engine: expected auto, java or nd4j, found " + engine);
    }

    /** Loads a model folder, or the model that comes with the library, with these options. */
    static LineReader load(Optional<Path> folder, ReaderOptions options, CommandSpec spec) throws IOException {
        try {
            return folder.isPresent() ? LineReader.load(folder.get(), options) : LineReader.load(options);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    private ReaderOptions withLength(ReaderOptions options, CommandSpec spec) {
        Matcher range = RANGE.matcher(length);
        int min = range.matches() ? Integer.parseInt(range.group(1)) : 0;
        int max = range.matches() && range.group(2) != null ? Integer.parseInt(range.group(2)) : min;
        if (min < 1 || max < min) {
            throw new ParameterException(
                    spec.commandLine(), "--length: expected a number such as 5, or two such as 2-7, found " + length);
        }
        return options.withLength(min, max);
    }
}
