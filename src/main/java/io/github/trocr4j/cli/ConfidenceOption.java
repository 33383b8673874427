package io.github.trocr4j.cli;

import io.github.trocr4j.ReaderOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code --min-confidence}: readings with less confidence are marked uncertain. */
final class ConfidenceOption {
    @Option(
            names = "--min-confidence",
            paramLabel = "X",
            description = "Mark a reading as uncertain if its confidence is below this, 0 to 1. Default: mark none.")
    private Float minimum;

    /** Returns the default options, with this minimum confidence if it is given. */
    ReaderOptions options(CommandSpec spec) {
        if (minimum == null) {
            return ReaderOptions.DEFAULT;
        }
        if (!(minimum >= 0 && minimum <= 1)) { // rejects NaN too
            throw new ParameterException(spec.commandLine(), "--min-confidence: expected 0 to 1, found " + minimum);
        }
        return ReaderOptions.DEFAULT.withMinimumConfidence(minimum);
    }
}
