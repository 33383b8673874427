package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.CudaPreflight;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.BatchPlan;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.PresetJson;
import io.github.trocr4j.train.RunIdentity;
import io.github.trocr4j.train.TrainingConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of {@code train}, and what is done with them, whoever computes. */
final class TrainOptions {
    @Mixin
    private DigitsOption digits;

    @Mixin
    private PresetOption start;

    @Mixin
    private LengthOptions length;

    @Mixin
    private RecipeOptions recipe;

    @Option(names = "--runs", paramLabel = "DIR", defaultValue = "runs", description = "Folder of all runs.")
    private Path runs;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the run. Default: the preset and a number.")
    private String name;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Go on with this run; it ends with the bits of one that was never stopped.")
    private Path resume;

    @Option(
            names = "--dry-run",
            description = "Say what would be done, how long it takes and how much memory; do nothing.")
    private boolean dryRun;

    @Option(names = "--show-preset", description = "Print the recipe as a file for --preset; do nothing.")
    private boolean showPreset;

    @Option(names = "--plain-graph", description = "Compute everything with ND4J's own operations.")
    private boolean plainGraph;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private BackendOption backend;

    /**
     * Trains.
     *
     * @param loop who computes the steps
     */
    int call(CommandSpec spec, RunLoop loop) throws IOException {
        threads.begin(spec, loop.threads());
        backend.begin(spec);
        CudaPreflight.require(); // before digits are downloaded in vain
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (resume != null) {
            resumed(spec, err).execute(loop, out, err);
            return ExitCode.OK;
        }
        Preset chosen = recipe.applied(start.recipe(spec), spec);
        if (showPreset) {
            out.print(PresetJson.write(chosen));
            out.flush();
            return ExitCode.OK;
        }
        Digits found = digits.find(GeneratedDigits.TRAIN_COUNT, err);
        DigitsOption.trainDigits(found);
        DigitsOption.testStrips(found);
        ModelDirectory model = start.model(chosen, spec);
        TrainingConfig config = sized(spec, chosen, model, found, loop.workers());
        if (dryRun) {
            double seconds = stepSeconds(model, config);
            out.print(TrainingPlan.text(start.start(), model.config(), config, found, seconds));
            out.flush();
            return ExitCode.OK;
        }
        begun(spec, chosen.with(model.config()).with(config), model, found, err).execute(loop, out, err);
        return ExitCode.OK;
    }

    /** At the length that is asked for, in passes that fit into the memory; the preset's step is that of each worker. */
    private TrainingConfig sized(CommandSpec spec, Preset chosen, ModelDirectory model, Digits found, int workers) {
        TrainingConfig config = chosen.training();
        BatchPlan plan = BatchPlan.fitting(model.config(), config.stripsPerStep(), NativeMemory.usable());
        TrainingConfig fitting = config.with(plan);
        int stripsPerEpoch = HeldOut.stripsToLearnFrom(found.train(), config);
        return length.applied(fitting.sharedBy(workers), stripsPerEpoch, () -> stepSeconds(model, fitting), spec);
    }

    private double stepSeconds(ModelDirectory model, TrainingConfig config) {
        try {
            return StepTimer.seconds(model.config(), config.plan(), engine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrainingRun begun(CommandSpec spec, Preset chosen, ModelDirectory model, Digits found, PrintWriter err)
            throws IOException {
        RunFolder folder = name == null ? RunFolder.createNumbered(runs, chosen.name()) : RunFolder.create(runs, name);
        err.printf(
                Locale.ROOT,
                "Training %s on %,d digits: %s. %,d steps of %d strips, computed on %s; %s%n",
                start.start(),
                found.train().size(),
                found.source(),
                chosen.training().steps(),
                chosen.training().stripsPerStep(),
                Backend.here().description(),
                folder.root());
        err.flush();
        Provenance.write(
                folder,
                chosen,
                found,
                digits.named(),
                spec.commandLine().getParseResult().originalArgs());
        model.save(folder.last());
        RunIdentity identity = new RunIdentity(
                chosen, found.train().sha256(), NativeStart.begin().threads(), engine());
        return new TrainingRun(folder, identity, model, found, Optional.empty());
    }

    private TrainingRun resumed(CommandSpec spec, PrintWriter err) throws IOException {
        start.requireNone(spec);
        length.requireNone(spec);
        if (name != null || dryRun || showPreset) {
            throw new ParameterException(
                    spec.commandLine(), "--name, --dry-run and --show-preset belong to new runs, not to --resume");
        }
        TrainingRun run = ResumedRun.of(resume, digits, err);
        recipe.requireSame(run.identity().recipe(), spec);
        if (plainGraph && run.identity().engine() != engine()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--plain-graph: the run computes with the planned graph; a run goes on as it began");
        }
        return run;
    }

    private GraphEngine engine() {
        return plainGraph ? GraphEngine.PLAIN : GraphEngine.fastestOn(Backend.here());
    }
}
