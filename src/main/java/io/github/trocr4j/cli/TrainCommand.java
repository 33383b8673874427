package io.github.trocr4j.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code train}: loads digits, trains, evaluates on the test strips, and writes a run folder. */
@Command(
        name = "train",
        description = {
            "Trains a model that reads five-digit strips, or with --alphabet or --head original lines of text, and"
                    + " writes it to runs/NAME/, with figures and pictures.",
            "Without options, it trains the compact model, which takes minutes on two cores. Ctrl-C stops a run after"
                    + " the current step; --resume continues it, or one that was killed."
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TrainOptions options;

    @Override
    public Integer call() throws IOException {
        return options.call(spec, TrainOptions.Steps.LOCAL);
    }
}
