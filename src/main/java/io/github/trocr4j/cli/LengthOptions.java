package io.github.trocr4j.cli;

import io.github.trocr4j.train.TrainingConfig;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code --epochs}, {@code --steps}, {@code --minutes}: how long to train; one of them at most. */
final class LengthOptions {
    @Option(names = "--epochs", paramLabel = "N", description = "Walks over all training digits; may be a fraction.")
    private Double epochs;

    @Option(names = "--steps", paramLabel = "N", description = "Optimiser steps.")
    private Long steps;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description =
                    "Time to train and to evaluate. It is turned into steps after a few that are measured, so that"
                            + " the run can be repeated and resumed.")
    private Double minutes;

    /** Seconds that a step takes; measured only when asked for. */
    @FunctionalInterface
    interface StepTime {
        double seconds();
    }

    void requireNone(CommandSpec spec) {
        if (given() > 0) {
            throw usage(spec, "--epochs, --steps and --minutes belong to new runs; a resumed run keeps its length");
        }
    }

    /** The training, which has this work to do, at the length that the user wants. */
    TrainingConfig applied(TrainingConfig config, RunWork work, StepTime time, CommandSpec spec) {
        if (given() > 1) {
            throw usage(spec, "--epochs, --steps and --minutes: expected one of them, found " + given());
        }
        if (steps != null) {
            return withSteps(config, steps, "--steps " + steps, spec);
        }
        if (epochs != null) {
            long whole = Math.round(epochs * work.stripsPerEpoch() / config.stripsPerStep());
            return withSteps(config, whole, "--epochs " + epochs, spec);
        }
        if (minutes != null) {
            if (!(minutes > 0)) {
                throw usage(spec, "--minutes: expected more than 0, found " + minutes);
            }
            return withSteps(config, work.stepsIn(60 * minutes, time.seconds()), "--minutes", spec);
        }
        return config;
    }

    private static TrainingConfig withSteps(TrainingConfig config, long wanted, String option, CommandSpec spec) {
        if (wanted < 1) {
            throw usage(spec, option + ": expected enough for a step of " + config.stripsPerStep() + " strips");
        }
        return config.withSteps(wanted);
    }

    private long given() {
        return Stream.of(epochs, steps, minutes)
                .filter(option -> option != null)
                .count();
    }

    private static ParameterException usage(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
