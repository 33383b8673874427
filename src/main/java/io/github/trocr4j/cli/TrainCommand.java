package io.github.trocr4j.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code train}: the main job. Finds digits, trains, evaluates on strips it has not seen, leaves a run folder. */
@Command(
        name = "train",
        description = {
            "Trains a reader of five-digit strips and leaves it in runs/NAME/, with its figures and pictures.",
            "Without options: the compact model, minutes on two cores. Ctrl-C stops a run after its step; --resume goes"
                    + " on with it, or with one that died."
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TrainOptions options;

    @Override
    public Integer call() throws IOException {
        return options.call(spec, TrainOptions.Steps.HERE);
    }
}
