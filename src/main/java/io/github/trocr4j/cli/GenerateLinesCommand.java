package io.github.trocr4j.cli;

import io.github.trocr4j.data.lines.GeneratedLines;
import io.github.trocr4j.data.lines.ImageFolderWriter;
import io.github.trocr4j.data.lines.LineData.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code generate-lines}: writes a folder of labelled lines. */
@Command(
        name = "generate-lines",
        description = {
            "Writes pictures of handwritten lines and their texts, to train and test on without data of your own.",
            "The folder has train/, validation/ and test/, each with PNG files and metadata.csv (file_name,text), as"
                    + " HuggingFace's imagefolder reads them. The same options give the same lines."
        })
final class GenerateLinesCommand implements Callable<Integer> {
    private static final int MAX_COUNT = 1_000_000;
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,3})(?:-(\\d{1,3}))?");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "New folder for the lines.")
    private Path folder;

    @Option(names = "--train", paramLabel = "N", description = "Lines to train on. Default: ${DEFAULT-VALUE}.")
    private int train = 6_000;

    @Option(
            names = "--validation",
            paramLabel = "N",
            description = "Lines to choose the best model by. Default: ${DEFAULT-VALUE}.")
    private int validation = 500;

    @Option(
            names = "--test",
            paramLabel = "N",
            description = "Lines to measure that model with. Default: ${DEFAULT-VALUE}.")
    private int test = 1_000;

    @Option(
            names = "--alphabet",
            paramLabel = "CHARACTERS",
            description = "Characters of the texts: digits, . , - / + : and the space. Default: ${DEFAULT-VALUE}.")
    private String alphabet = "0123456789.-/";

    @Option(
            names = "--length",
            paramLabel = "A-B",
            description = "Number of characters of a text, or a range. Default: ${DEFAULT-VALUE}.")
    private String length = "1-12";

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Another seed gives other lines. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Override
    public Integer call() throws IOException {
        Map<Split, Integer> counts = Map.of(
                Split.TRAIN, count("--train", train),
                Split.VALIDATION, count("--validation", validation),
                Split.TEST, count("--test", test));
        if (train + validation + test == 0) {
            throw usage("--train, --validation, --test: expected at least one line, found 0");
        }
        GeneratedLines lines = lines();
        OutputFolder.requireNew(folder);
        ImageFolderWriter.write(lines, counts, folder);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "Wrote %,d lines to %s: %,d train, %,d validation, %,d test%n",
                        train + validation + test,
                        folder,
                        train,
                        validation,
                        test)
                .flush();
        return ExitCode.OK;
    }

    private int count(String option, int count) {
        if (count < 0 || count > MAX_COUNT) {
            throw usage(option + ": expected 0 to " + MAX_COUNT + ", found " + count);
        }
        return count;
    }

    private GeneratedLines lines() {
        Matcher range = LENGTH.matcher(length);
        if (!range.matches()) {
            throw usage("--length: expected a number or a range such as 1-12, found " + Failure.shown(length));
        }
        int least = Integer.parseInt(range.group(1));
        int most = range.group(2) == null ? least : Integer.parseInt(range.group(2));
        try {
            return new GeneratedLines(alphabet, least, most, seed);
        } catch (IllegalArgumentException e) {
            throw usage("--alphabet, --length: " + e.getMessage());
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
