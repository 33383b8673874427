package io.github.trocr4j.cli;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.engine.Engine;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.Initialisation;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.CudaPreflight;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.run.DigitTrainingData;
import io.github.trocr4j.run.LineTrainingData;
import io.github.trocr4j.run.OwnTokenizer;
import io.github.trocr4j.run.Provenance;
import io.github.trocr4j.run.RowTrainingData;
import io.github.trocr4j.run.StoppedRun;
import io.github.trocr4j.run.Teachers;
import io.github.trocr4j.run.TrainingData;
import io.github.trocr4j.run.TrainingRun;
import io.github.trocr4j.text.CharacterVocabulary;
import io.github.trocr4j.train.BatchPlan;
import io.github.trocr4j.train.LineRecipe;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.SoftTargets;
import io.github.trocr4j.train.TrainingCheckpoint;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of {@code train} and {@code spark-train}, and their execution. */
final class TrainOptions {
    @Mixin
    private DigitsOption digits;

    @Mixin
    private PresetOption start;

    @Mixin
    private LineOptions lines;

    @Mixin
    private RecipeOptions.Length length;

    @Mixin
    private RecipeOptions recipe;

    @Mixin
    private TeacherOptions teachers;

    @Option(names = "--runs", paramLabel = "DIR", defaultValue = "runs", description = "Folder of all runs.")
    private Path runs;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the run. Default: the preset and a number.")
    private String name;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Continue this run. It ends with the same bits as one that was never stopped.")
    private Path resume;

    @Option(
            names = "--dry-run",
            description = "Print what would be done, how long it takes and how much memory it needs; do nothing.")
    private boolean dryRun;

    @Option(names = "--show-preset", description = "Print the recipe as a file for --preset; do nothing.")
    private boolean showPreset;

    @Option(names = "--plain-graph", description = "Compute everything with ND4J's own operations.")
    private boolean plainGraph;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private BackendOption backend;

    /** Where the steps of a run are computed. */
    interface Steps {
        /** Computes the steps in this process. */
        Steps LOCAL = new Steps() {
            @Override
            public int workers() {
                return 1;
            }

            @Override
            public OptionalInt threads() {
                return OptionalInt.empty();
            }

            @Override
            public TrainingRun.Loop loop() {
                return TrainingRun.Loop.LOCAL;
            }

            @Override
            public String resumeCommand(String run) {
                return ShellCommand.of(List.of("train", "--resume", run));
            }
        };

        /** Returns how many workers share the steps of a new run. */
        int workers();

        /** Returns the default number of threads of a worker; empty for that of the process. */
        OptionalInt threads();

        /** Returns the loop that takes the steps. */
        TrainingRun.Loop loop();

        /** Returns the command that resumes a run. */
        String resumeCommand(String run);
    }

    /**
     * Trains.
     *
     * @param steps where the steps are computed
     */
    int call(CommandSpec spec, Steps steps) throws IOException {
        threads.begin(spec, steps.threads());
        backend.begin(spec);
        CudaPreflight.require(); // before digits are downloaded
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (resume != null) {
            TrainingRun run = resumed(spec, err);
            if (run.identity().recipe().lines().filter(LineRecipe::original).isPresent()) {
                requireLocal(spec, steps);
            }
            requireLocalTeachers(run.identity().recipe(), spec, steps);
            TrainOutput.run(run, steps, out, err);
            return ExitCode.OK;
        }
        boolean onLines = lines.given();
        Preset chosen = recipe.applied(start.recipe(onLines ? lines.preset() : Preset.NAMES.get(0), spec), spec);
        Optional<LineRecipe> lineRecipe = lines.recipe(chosen, spec).map(found -> recipe.applied(found, spec));
        chosen = teachers.applied(chosen, recipe.has(TrainingKey.LABEL_SMOOTHING), spec);
        requireLocalTeachers(chosen, spec, steps);
        if (showPreset) {
            out.print(
                    JsonValue.ascii(lineRecipe.map(chosen::with).orElse(chosen).json()));
            out.flush();
            return ExitCode.OK;
        }
        if (lineRecipe.isEmpty()) {
            requireDigits(spec);
        }
        ModelDirectory model = null;
        Optional<OwnTokenizer> tokenizer = Optional.empty();
        if (lineRecipe.filter(LineRecipe::original).isPresent()) {
            Path folder = requireOriginal(spec, steps);
            model = start.model(chosen, spec);
            lineRecipe = lineRecipe.map(withHeadOf(model));
            model.generation().start(); // without one, the trained model could not be evaluated
            tokenizer = lineRecipe.get().original()
                    ? Optional.of(OwnTokenizer.of(folder, model.config()))
                    : Optional.empty();
        }
        TrainingData data = lineRecipe.isPresent()
                ? lines.read(
                        source(spec),
                        lineRecipe.get(),
                        tokenizer,
                        chosen.training().seed(),
                        spec)
                : digits(chosen, digits.find(GeneratedDigits.TRAIN_COUNT, err));
        data.require();
        model = model == null ? start.model(chosen, spec) : model;
        if (data instanceof LineTrainingData found) {
            chosen = chosen.with(found.recipe());
            model = withHead(model, found, chosen.training().seed());
        } else if (data instanceof RowTrainingData rows) {
            model = rows.model(model);
            data = digits(chosen.with(model.config()), rows.digits());
        }
        data.labelLength(model.config()); // refuses a model that does not fit
        if (chosen.training().augmentedEpochs() > 0 && !(data instanceof DigitTrainingData)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--augmented-epochs: expected strips of digits, found " + data.picture() + "s; leave it out");
        }
        // refuses teachers before a folder is created, and before a trial that takes seconds
        Teachers.open(chosen, model, data, engine()).ifPresent(SoftTargets::close);
        TrainingConfig config = sized(spec, chosen, model, data, steps.workers());
        if (dryRun) {
            TrainingPlan.Trial trial =
                    TrainingPlan.StepTimer.trial(model, model.weights(), chosen.with(config), data, engine());
            out.print(TrainingPlan.text(start.start(), model, chosen.with(config), data, trial));
            if (data instanceof LineTrainingData found) {
                out.print(FoundLines.samples(found, config.seed(), runs));
            }
            out.flush();
            return ExitCode.OK;
        }
        TrainOutput.run(begun(spec, chosen.with(config), model, data, err), steps, out, err);
        return ExitCode.OK;
    }

    private void requireDigits(CommandSpec spec) throws IOException {
        Optional<Path> named = digits.path();
        if (named.isPresent() && LineOptions.holdsLines(named.get())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--data: expected the files of MNIST, found what may be labelled lines: add --alphabet, such as"
                            + " --alphabet " + LineRecipe.FROM_DATA + ", or --head " + LineRecipe.ORIGINAL
                            + " for the tokenizer of the model in --from");
        }
    }

    /** Returns where the lines are. */
    private Path source(CommandSpec spec) {
        return digits.named()
                .map(Path::of)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        (lines.preset().equals(Preset.TEXT) ? "--head original" : "--alphabet")
                                + ": add --data with the folder of the labelled lines, or the file that lists them"));
    }

    /** Checks what a training with the tokenizer of the model needs; returns the model's folder. */
    private Path requireOriginal(CommandSpec spec, Steps steps) throws IOException {
        requireLocal(spec, steps);
        Path folder = start.folder()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--head original: add --from with the model whose tokenizer is to be kept"));
        source(spec);
        return folder;
    }

    private static void requireLocal(CommandSpec spec, Steps steps) {
        if (steps != Steps.LOCAL) {
            throw new ParameterException(
                    spec.commandLine(), "--head original: expected train, found spark-train, which has no tokenizers");
        }
    }

    private static void requireLocalTeachers(Preset recipe, CommandSpec spec, Steps steps) {
        if (recipe.distillation().isPresent() && steps != Steps.LOCAL) {
            throw new ParameterException(
                    spec.commandLine(), "--teacher: expected train, found spark-train, whose workers have no teachers");
        }
    }

    /** Returns what a recipe for the head of the model means: digits, characters, or a tokenizer. */
    private static UnaryOperator<LineRecipe> withHeadOf(ModelDirectory model) {
        if (model.config().digitHead().isPresent()) {
            return recipe -> recipe.withAlphabet(LineRecipe.DIGITS);
        }
        return recipe -> model.characters()
                .map(own -> recipe.withAlphabet(own.alphabet()))
                .orElse(recipe);
    }

    /** Returns strips or rows of these digits, as the recipe says. */
    private static TrainingData digits(Preset recipe, Digits found) {
        return recipe.rows().isPresent()
                ? new RowTrainingData(
                        found,
                        recipe.rows().get(),
                        recipe.training().seed(),
                        recipe.model().encoder().imageSize())
                : new DigitTrainingData(found);
    }

    /** A model that reads these characters already stays as it is, unless its lines are too short. */
    private static ModelDirectory withHead(ModelDirectory model, LineTrainingData data, long seed) {
        if (data.recipe().digits() || data.recipe().original()) {
            return model;
        }
        CharacterVocabulary alphabet = CharacterVocabulary.of(data.recipe().alphabet());
        return model.withCharacters(alphabet, data.maxLength(), seed);
    }

    /**
     * Returns the training with the chosen length, in micro-batches that fit into memory. The preset's batch is that of
     * each worker.
     */
    private TrainingConfig sized(
            CommandSpec spec, Preset chosen, ModelDirectory model, TrainingData data, int workers) {
        TrainingConfig config = chosen.training();
        BatchPlan plan = BatchPlan.fitting(
                model.config(),
                new BatchPlan.Load(config.freeze(), data.labelLength(model.config())),
                config.stripsPerStep(),
                Engine.usableMemory());
        TrainingConfig fitting = config.with(plan);
        TrainingConfig shared = fitting.sharedBy(workers);
        return length.applied(
                shared,
                RunWork.of(shared, data),
                () -> trial(model, chosen.with(fitting), data).secondsPerStep(),
                spec);
    }

    private TrainingPlan.Trial trial(ModelDirectory model, Preset recipe, TrainingData data) {
        try (Weights others = Initialisation.weights(model.config(), 1)) {
            return TrainingPlan.StepTimer.trial(model, others, recipe, data, engine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrainingRun begun(CommandSpec spec, Preset chosen, ModelDirectory model, TrainingData data, PrintWriter err)
            throws IOException {
        RunFolder folder = name == null ? RunFolder.createNumbered(runs, chosen.name()) : RunFolder.create(runs, name);
        err.printf(
                Locale.ROOT,
                "Training %s on %s. %,d steps of %d %ss, computed on %s; %s%n",
                start.start(),
                learnt(data),
                chosen.training().steps(),
                chosen.training().stripsPerStep(),
                data.picture(),
                Backend.here().description(),
                folder.root());
        err.flush();
        String command = "trocr4j "
                + ShellCommand.quoted(spec.commandLine().getParseResult().originalArgs());
        Provenance provenance = new Provenance(Optional.of(command), digits.named());
        return TrainingRun.begin(folder, chosen, model, data, engine(), provenance);
    }

    private static String learnt(TrainingData data) {
        if (data instanceof DigitTrainingData digits) {
            return String.format(
                    Locale.ROOT, "%,d digits: %s", digits.digits().train().size(), data.source());
        }
        return data instanceof LineTrainingData lines
                ? String.format(Locale.ROOT, "%,d %s", lines.lines().train().size(), data.source())
                : data.source();
    }

    private TrainingRun resumed(CommandSpec spec, PrintWriter err) throws IOException {
        start.requireNone(spec);
        lines.requireNone(spec);
        length.requireNone(spec);
        if (name != null || dryRun || showPreset) {
            throw new ParameterException(
                    spec.commandLine(), "--name, --dry-run and --show-preset apply to new runs only, not to --resume");
        }
        TrainingRun run = begunBefore(spec, err);
        recipe.requireSame(run.identity().recipe(), spec);
        if (plainGraph && run.identity().engine() != engine()) {
            throw new ParameterException(
                    spec.commandLine(), "--plain-graph: the run computes with plans; a resumed run keeps its engine");
        }
        return run;
    }

    private TrainingRun begunBefore(CommandSpec spec, PrintWriter err) throws IOException {
        TrainingRun run;
        try {
            StoppedRun stopped = StoppedRun.open(resume, sentence -> err.println("trocr4j: " + sentence));
            teachers.requireSame(stopped.recipe(), spec);
            run = stopped.resume(data(stopped, spec), teachers.folders());
        } catch (StoppedRun.CannotResumeException e) {
            throw new IOException(e.getMessage() + advice(e.reason()), e);
        }
        TrainingCheckpoint checkpoint = run.checkpoint().orElseThrow();
        int before = checkpoint.identity().threads();
        int threads = run.identity().threads();
        if (threads != before) {
            err.printf(
                    "trocr4j: the run computed with %d threads and continues with %d: the last bits will differ from"
                            + " those of a run that was never stopped (--threads %d keeps them).%n",
                    before, threads, before);
        }
        err.printf(
                "Resuming after step %,d of %,d; %s%n",
                checkpoint.progress().step(),
                run.identity().recipe().training().steps(),
                run.folder().root());
        err.flush();
        return run;
    }

    /** Returns the data of a run, from where --data says, or from where it was. */
    private TrainingData data(StoppedRun stopped, CommandSpec spec) throws IOException {
        Optional<String> before = stopped.provenance().data();
        Optional<LineRecipe> recipe = stopped.recipe().lines();
        if (recipe.isEmpty()) {
            return digits(
                    stopped.recipe(),
                    digits.findOrDefault(
                            before,
                            GeneratedDigits.TRAIN_COUNT,
                            spec.commandLine().getErr()));
        }
        Path source = Path.of(digits.named()
                .or(() -> before)
                .orElseThrow(() -> new IOException(resume + ": add --data with the labelled lines of the run.")));
        TrOcrConfig model = stopped.recipe().model();
        boolean original = recipe.get().original();
        return lines.read(
                source,
                recipe.get(),
                original ? Optional.of(OwnTokenizer.of(stopped.folder().last(), model)) : Optional.empty(),
                original
                        ? recipe.get().maxTokens()
                        : OptionalInt.of(model.decoder().maxPositionEmbeddings() - 1),
                stopped.recipe().training().seed(),
                spec);
    }

    private String advice(StoppedRun.CannotResumeException.Reason reason) {
        return switch (reason) {
            case NO_CHECKPOINT -> "; start a new run, with --from " + last() + " if that helps.";
            case OTHER_RECIPE -> ". For a new run: train --from RUN/last";
            case OTHER_TEACHER -> "; specify the teachers of the run with --teacher.";
            case OTHER_DATA -> "; specify the data of the run with --data.";
            case OTHER_BACKEND -> ", or start a new run, with --from " + last() + ".";
        };
    }

    private String last() {
        return ShellCommand.quoted(resume.resolve("last").toString());
    }

    private GraphEngine engine() {
        return plainGraph ? GraphEngine.PLAIN : GraphEngine.fastestOn(Backend.here());
    }
}
