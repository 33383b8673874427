package io.github.trocr4j.cli;

import io.github.trocr4j.data.lines.LineAugmentation;
import io.github.trocr4j.data.lines.LineData;
import io.github.trocr4j.data.lines.LineDataReader;
import io.github.trocr4j.data.lines.LineDataReader.Columns;
import io.github.trocr4j.run.LineTrainingData;
import io.github.trocr4j.run.OwnTokenizer;
import io.github.trocr4j.train.LineRecipe;
import io.github.trocr4j.train.Preset;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of {@code train} and {@code spark-train} for lines of text. */
final class LineOptions {
    private static final double PERCENT = 100;

    @Option(
            names = "--alphabet",
            paramLabel = "CHARACTERS",
            description = {
                "Train on labelled lines of text, in --data: the characters that the model reads, such as"
                        + " 0123456789.-, or from-data for those of the texts, or digits for a model that reads"
                        + " five digits."
            })
    private String alphabet;

    @Option(
            names = "--head",
            paramLabel = "original",
            description = "Instead of --alphabet: train on labelled lines of text, in --data, with the tokenizer of the"
                    + " model in --from, which stays as it is.")
    private String head;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            description = "Most characters of a line; with --head original most tokens, with those at its beginning and"
                    + " end. Default: those of the longest text.")
    private Integer maxLength;

    @Option(
            names = "--split",
            paramLabel = "V,T",
            split = ",",
            description = "Percent of the lines that are held out to choose the best model, and to test it, if the data"
                    + " has no such splits. Default: 10,10.")
    private Double[] split;

    @Mixin
    private Table table;

    /** Returns whether one of the options is given. */
    boolean given() {
        return names().findAny().isPresent();
    }

    /** Returns the preset that is the default with these options. */
    String preset() {
        return LineRecipe.ORIGINAL.equals(head == null ? alphabet : head) ? Preset.TEXT : Preset.LINES;
    }

    private Stream<String> names() {
        return Stream.of(
                        alphabet == null ? null : "--alphabet",
                        head == null ? null : "--head",
                        maxLength == null ? null : "--max-length",
                        table.columns == null ? null : "--columns",
                        split == null ? null : "--split",
                        table.allowBad == null ? null : "--allow-bad")
                .filter(name -> name != null);
    }

    /** Checks that no option is given that a resumed run has in its recipe. */
    void requireNone(CommandSpec spec) {
        names().filter(name -> !name.equals("--allow-bad")).findFirst().ifPresent(name -> {
            throw usage(spec, name + " applies to new runs only; a resumed run keeps its recipe");
        });
    }

    /** Returns the recipe for lines with these options; empty for strips of digits. */
    Optional<LineRecipe> recipe(Preset preset, CommandSpec spec) {
        if (preset.lines().isEmpty() && !given()) {
            return Optional.empty();
        }
        requireOneHead(spec);
        if (preset.lines().isEmpty() && alphabet == null && head == null) {
            throw usage(
                    spec,
                    names().findFirst().orElseThrow() + " is for lines of text: add --alphabet, such as --alphabet "
                            + LineRecipe.FROM_DATA + ", or --head " + LineRecipe.ORIGINAL);
        }
        LineRecipe base = preset.lines()
                .orElseGet(() -> new LineRecipe(
                        LineRecipe.FROM_DATA,
                        Columns.DEFAULT,
                        0.1,
                        0.1,
                        0,
                        LineAugmentation.DEFAULT,
                        OptionalInt.empty()));
        String read = head != null ? head : alphabet != null ? alphabet : base.alphabet();
        try {
            return Optional.of(new LineRecipe(
                    read,
                    table.columns == null ? base.columns() : table.columns(spec),
                    split == null ? base.validationShare() : shares(spec)[0] / PERCENT,
                    split == null ? base.testShare() : shares(spec)[1] / PERCENT,
                    base.shortLinesFirst(),
                    base.augmentation(),
                    read.equals(base.alphabet()) ? base.maxTokens() : OptionalInt.empty()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "Invalid recipe: " + e.getMessage(), e);
        }
    }

    private void requireOneHead(CommandSpec spec) {
        if (head != null && alphabet != null) {
            throw usage(
                    spec,
                    "--alphabet makes a new head for these characters, and --head original keeps that of the model:"
                            + " specify one of the two");
        }
        if (head != null && !head.equals(LineRecipe.ORIGINAL)) {
            throw usage(
                    spec,
                    "--head: expected " + LineRecipe.ORIGINAL + ", found " + head + "; --alphabet makes a new head");
        }
    }

    private Double[] shares(CommandSpec spec) {
        if (split.length != 2) {
            throw usage(spec, "--split: expected two percentages, such as 10,10, found " + split.length);
        }
        return split;
    }

    /**
     * Reads the lines.
     *
     * @param source a folder or a file
     * @param tokenizer that of the model, if the recipe is for it
     * @param seed seed of the splits
     */
    LineTrainingData read(Path source, LineRecipe recipe, Optional<OwnTokenizer> tokenizer, long seed, CommandSpec spec)
            throws IOException {
        if (maxLength != null && maxLength < 1) {
            throw usage(spec, "--max-length: expected at least 1, found " + maxLength);
        }
        if (maxLength != null
                && tokenizer.isPresent()
                && maxLength > tokenizer.get().positions()) {
            throw usage(
                    spec,
                    "--max-length: expected at most " + tokenizer.get().positions() + ", the tokens that the model has"
                            + " positions for, found " + maxLength);
        }
        OptionalInt longest = maxLength == null ? recipe.maxTokens() : OptionalInt.of(maxLength);
        return read(source, recipe, tokenizer, longest, seed, spec);
    }

    /** As above, with the most characters, or tokens, that the model of a resumed run reads. */
    LineTrainingData read(
            Path source,
            LineRecipe recipe,
            Optional<OwnTokenizer> tokenizer,
            OptionalInt longest,
            long seed,
            CommandSpec spec)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        double share = table.badShare(spec);
        LineTrainingData lines;
        try (Terminal.ReadingProgress progress = Terminal.ReadingProgress.checking()) {
            lines = LineTrainingData.read(
                    source, recipe, tokenizer, new LineTrainingData.Limits(longest, share), seed, progress::advance);
        }
        Table.report(lines.lines(), lines.notices(), err);
        return lines;
    }

    /** Returns whether a place holds labelled lines rather than the files of MNIST. */
    static boolean holdsLines(Path source) throws IOException {
        if (!Files.isDirectory(source)) {
            return Files.isRegularFile(source);
        }
        boolean lines = false;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(source)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (name.contains("-ubyte")) {
                    return false;
                }
                lines |= Files.isDirectory(entry) || LineDataReader.isLineFile(name);
            }
        }
        return lines;
    }

    /** The options for tables of lines, also for {@code evaluate}. */
    static final class Table {
        @Option(
                names = "--columns",
                paramLabel = "FILE,TEXT",
                split = ",",
                description = "Names of the two columns of a table of lines. Default: file_name,text.")
        private String[] columns;

        @Option(
                names = "--allow-bad",
                paramLabel = "PERCENT",
                description = "Most lines that may be unusable (a missing picture, an empty text, ...). Default: 1.")
        private Double allowBad;

        /** Returns the columns. */
        Columns columns(CommandSpec spec) {
            if (columns == null) {
                return Columns.DEFAULT;
            }
            if (columns.length != 2) {
                throw usage(spec, "--columns: expected two names, such as file_name,text, found " + columns.length);
            }
            try {
                return new Columns(columns[0], columns[1]);
            } catch (IllegalArgumentException e) {
                throw usage(spec, "--columns: " + e.getMessage());
            }
        }

        /** Returns the largest share of bad lines, 0 to 1. */
        double badShare(CommandSpec spec) {
            if (allowBad == null) {
                return 0.01;
            }
            if (!(allowBad >= 0 && allowBad <= PERCENT)) {
                throw usage(spec, "--allow-bad: expected 0 to 100, found " + allowBad);
            }
            return allowBad / PERCENT;
        }

        /** Prints what the user should know about lines. */
        static void report(LineData lines, List<String> notices, PrintWriter err) {
            notices.forEach(notice -> err.println("trocr4j: " + notice));
            if (lines.refused().total() > 0) {
                err.println("trocr4j: not used: " + lines.refused() + ".");
            }
            err.flush();
        }
    }

    private static ParameterException usage(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
