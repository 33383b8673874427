package io.github.trocr4j.cli;

import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.natives.CudaPreflight;
import io.github.trocr4j.run.Provenance;
import io.github.trocr4j.teacher.TeacherArchitecture;
import io.github.trocr4j.teacher.TeacherFigures;
import io.github.trocr4j.teacher.training.TeacherRecipe;
import io.github.trocr4j.teacher.training.TeacherRun;
import io.github.trocr4j.teacher.training.TeacherTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code train-teacher}: trains a convolutional network that reads single digits. */
@Command(
        name = "train-teacher",
        description = {
            "Trains a convolutional network that reads single digits, for train --teacher, and writes it to"
                    + " runs/NAME/best, with its figures.",
            "It learns from the digits that train learns from, and holds out the same. A run that was stopped is"
                    + " continued with --resume after its last epoch."
        })
final class TrainTeacherCommand implements Callable<Integer> {
    /** Options that a resumed run may have; it keeps its recipe. */
    private static final Set<String> WITH_RESUME = Set.of("--resume", "--data", "--threads", "--debug");

    @Spec
    private CommandSpec spec;

    @Mixin
    private DigitsOption digits;

    @Mixin
    private ThreadsOption threads;

    @Option(names = "--runs", paramLabel = "DIR", defaultValue = "runs", description = "Folder of all runs.")
    private Path runs;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the run. Default: teacher and a number.")
    private String name;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Continue this run after its last epoch. It ends with the same bits as one that was never"
                    + " stopped.")
    private Path resume;

    @Option(
            names = "--blocks",
            paramLabel = "LIST",
            defaultValue = "32x3,32x3s2,64x3,64x3,64x3s2,128x3",
            description = "The convolutions, channels x kernel and s and stride, each followed by batch normalisation"
                    + " and ReLU. Default: ${DEFAULT-VALUE}.")
    private String blocks;

    @Option(
            names = "--no-pooling",
            description = "Give the values of all pixels to the last layer, and not the mean of each channel.")
    private boolean noPooling;

    @Option(
            names = "--dropout",
            paramLabel = "X",
            defaultValue = "0.2",
            description = "Share of the values that the last layer does not see in a step. Default: ${DEFAULT-VALUE}.")
    private double dropout;

    @Option(
            names = "--block-dropout",
            paramLabel = "X",
            defaultValue = "0.2",
            description = "The same for each block that follows one with a stride. Default: ${DEFAULT-VALUE}.")
    private double blockDropout;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "12",
            description = "Passes over all training digits. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = {"--batch-size", "--batch"},
            paramLabel = "N",
            defaultValue = "128",
            description = "Digits in a step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            defaultValue = "0.002",
            description = "Highest learning rate of AdamW; half a cosine follows. Default: ${DEFAULT-VALUE}.")
    private double learningRate;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "200",
            description = "Steps until it is reached. Default: ${DEFAULT-VALUE}.")
    private int warmup;

    @Option(
            names = "--weight-decay",
            paramLabel = "X",
            defaultValue = "0.01",
            description = "AdamW's weight decay. Default: ${DEFAULT-VALUE}.")
    private double weightDecay;

    @Option(
            names = "--label-smoothing",
            paramLabel = "X",
            defaultValue = "0",
            description = "Share of each label given to all classes. Default: ${DEFAULT-VALUE}.")
    private double labelSmoothing;

    @Option(
            names = "--ema",
            paramLabel = "X",
            defaultValue = "0.999",
            description = "Decay of the moving average of the weights that is evaluated and saved, 0 for none."
                    + " Default: ${DEFAULT-VALUE}.")
    private double average;

    @Option(
            names = "--augmentation",
            paramLabel = "NAME",
            defaultValue = "affine",
            description = "How training digits are distorted, as in train. Default: ${DEFAULT-VALUE}.")
    private String augmentation;

    @Option(
            names = "--validation",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Training digits held out to choose the best teacher; with 0, the last is the best."
                    + " Default: ${DEFAULT-VALUE}.")
    private int validation;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of everything that is random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws IOException {
        threads.begin(spec);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        CudaPreflight.require();
        try (TeacherRun run = resume == null ? begun(err) : resumed(err)) {
            TeacherArchitecture architecture = run.recipe().architecture();
            err.printf(
                    Locale.ROOT,
                    "trocr4j: %s%s: %,d parameters, %.1f MFLOP a digit; %d of %d epochs done, in %s%n",
                    architecture.text(),
                    architecture.pooling() ? ", pooling" : "",
                    run.training().parameters(),
                    architecture.flop() / 1e6,
                    run.training().epochsDone(),
                    run.recipe().epochs(),
                    run.folder());
            err.flush();
            run.train(epoch -> print(epoch, run.recipe().epochs(), err));
            print(run, run.evaluate(), out);
        }
        return ExitCode.OK;
    }

    private TeacherRun begun(PrintWriter err) throws IOException {
        TeacherRecipe recipe = recipe();
        String command = "trocr4j "
                + ShellCommand.quoted(spec.commandLine().getParseResult().originalArgs());
        return TeacherRun.begin(
                runs,
                Optional.ofNullable(name),
                recipe,
                digits.find(GeneratedDigits.TRAIN_COUNT, err),
                new Provenance(Optional.of(command), digits.named()));
    }

    private TeacherRecipe recipe() {
        try {
            return new TeacherRecipe(
                    new TeacherArchitecture(TeacherArchitecture.blocks(blocks), !noPooling, dropout, blockDropout),
                    epochs,
                    batch,
                    learningRate,
                    warmup,
                    weightDecay,
                    labelSmoothing,
                    average,
                    TeacherRecipe.augmentation(augmentation),
                    validation,
                    seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private TeacherRun resumed(PrintWriter err) throws IOException {
        spec.commandLine().getParseResult().matchedOptions().stream()
                .map(option -> option.longestName())
                .filter(option -> !WITH_RESUME.contains(option))
                .findFirst()
                .ifPresent(option -> {
                    throw new ParameterException(
                            spec.commandLine(), "--resume: a resumed run keeps its recipe; leave out " + option);
                });
        return TeacherRun.resume(
                resume, digits.findOrDefault(TeacherRun.data(resume), GeneratedDigits.TRAIN_COUNT, err));
    }

    private static void print(TeacherTraining.Epoch epoch, int epochs, PrintWriter err) {
        TeacherFigures heldOut = epoch.heldOut();
        err.printf(
                Locale.ROOT,
                "epoch %d of %d: loss %.4f, held-out digits %s%s, %.0f digits/s%n",
                epoch.number(),
                epochs,
                epoch.loss(),
                text(heldOut.digitsRight(), heldOut.digits()),
                epoch.best() ? " (best)" : "",
                epoch.digitsPerSecond());
        err.flush();
    }

    private static String text(int right, int of) {
        return of == 0 ? "none" : String.format(Locale.ROOT, "%d of %d (%.2f %%)", right, of, 100.0 * right / of);
    }

    private static void print(TeacherRun run, TeacherRun.Result result, PrintWriter out) {
        for (boolean test : new boolean[] {false, true}) {
            TeacherFigures figures = test ? result.test() : result.heldOut();
            out.printf(
                    "%-9s %s digits, %s strips of five%n",
                    test ? "Test:" : "Held out:",
                    text(figures.digitsRight(), figures.digits()),
                    text(figures.stripsRight(), figures.strips()));
        }
        out.printf("Teacher:  %s%n", run.best());
        out.flush();
    }
}
