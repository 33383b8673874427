package io.github.trocr4j.run;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.report.RunContents;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.report.RunPage;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.StepLostException;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingCheckpoint;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * One run, from its first step or from a checkpoint, to the figures: {@link #begin} or {@link #resume}, then {@link #train},
 * then {@link #evaluate}. All that it writes is in its folder.
 *
 * @param folder that it writes to
 * @param identity recipe, digits, threads, engine
 * @param model with the weights to begin with; a checkpoint's take their place
 * @param digits to learn from and to be tested with
 * @param checkpoint to go on from; empty for the first step
 */
public record TrainingRun(
        RunFolder folder,
        TrainingState.RunIdentity identity,
        ModelDirectory model,
        Digits digits,
        Optional<TrainingCheckpoint> checkpoint) {
    /**
     * How {@link #train} ended.
     *
     * @param end why
     * @param progress how far the run has come
     */
    public record Trained(Trainer.End end, TrainingState.Progress progress) {}

    /**
     * A new run in the program that calls, with the fastest engine.
     *
     * @param folder a new one
     * @param recipe how to train; the model in it gives way to {@code model}'s
     * @param model with the weights to begin with, and with a digit head
     * @param digits to learn from and to be tested with
     * @throws IOException one sentence, if the digits fill no strip or the folder cannot be written
     */
    public static TrainingRun begin(RunFolder folder, Preset recipe, ModelDirectory model, Digits digits)
            throws IOException {
        return begin(folder, recipe, model, digits, GraphEngine.fastestOn(Backend.here()), Provenance.PROGRAM);
    }

    /** As above, with this engine, started in this way. */
    public static TrainingRun begin(
            RunFolder folder,
            Preset recipe,
            ModelDirectory model,
            Digits digits,
            GraphEngine engine,
            Provenance provenance)
            throws IOException {
        digits.requireStrips();
        Preset own = recipe.with(model.config());
        folder.write(folder.config(), own.json());
        provenance.write(folder, digits);
        model.save(folder.last());
        TrainingState.RunIdentity identity = new TrainingState.RunIdentity(
                own, digits.train().sha256(), NativeStart.apply().threads(), engine);
        return new TrainingRun(folder, identity, model, digits, Optional.empty());
    }

    /**
     * A run that goes on from its newest undamaged checkpoint, and ends with the bits of one that was never stopped. To find
     * the digits by what the run says of itself, see {@link StoppedRun}.
     *
     * @param folder of the run
     * @param digits those that it began with
     * @throws IOException one sentence, if it cannot go on or would be another run
     */
    public static TrainingRun resume(Path folder, Digits digits) throws IOException {
        return StoppedRun.open(folder, sentence -> {}).resume(digits);
    }

    /** Trains in this process; otherwise as {@link #train(Loop, Listener, BooleanSupplier)}. */
    public Trained train(Listener listener, BooleanSupplier stop) throws IOException {
        return train(Loop.LOCAL, listener, stop);
    }

    /**
     * Trains to the last step, or until the recipe's patience ends, or until {@code stop} says so between two steps. Writes
     * metrics and checkpoints on the way and models at the end.
     *
     * @param loop who computes the steps
     * @throws StepLostException if others were to compute a step and did not; what was reached is kept
     * @throws IOException one sentence, if another process trains in the folder or a file cannot be read or written
     */
    public Trained train(Loop loop, Listener listener, BooleanSupplier stop) throws IOException {
        RunFolder.Lock lock = folder.lock();
        try (lock) {
            return trainAlone(loop, listener, stop);
        }
    }

    private Trained trainAlone(Loop loop, Listener listener, BooleanSupplier stop) throws IOException {
        TrainingConfig config = identity.recipe().training();
        List<Strip> test = digits.testStrips();
        HeldOut parts = HeldOut.of(digits.train(), config);
        Trainer trainer = new Trainer(config, model.weights(), model.processor(), identity.engine());
        if (checkpoint.isPresent()) {
            checkpoint.get().restore(trainer);
        }
        TrainingState begin = trainer.state();
        ModelDirectory trained = new ModelDirectory(model.config(), trainer.trainedWeights(), model.processor());
        // now and not at the end: a process that is being stopped cannot start ImageIO any more
        folder.write(folder.sampleStrip(), EvaluationPictures.png(test.get(0)));
        try (RunRecorder recorder = new RunRecorder(folder, trained, digits.source(), identity, begin.progress())) {
            listener.onStart(begin.progress());
            if (checkpoint.isEmpty()) {
                recorder.onState(begin);
            }
            Trainer.End end = loop.run(trainer, this, parts, both(recorder, listener), stop);
            recorder.writeModels();
            return new Trained(end, trainer.state().progress());
        } catch (StepLostException e) {
            long reached = trainer.state().progress().step();
            throw new StepLostException(e.getMessage() + "; what was reached before, step " + reached + ", is kept", e);
        }
    }

    private static TrainingListener both(RunRecorder recorder, Listener listener) {
        return new TrainingListener() {
            @Override
            public void onStep(Step step) throws IOException {
                listener.onStep(step);
                recorder.onStep(step);
            }

            @Override
            public void onEvaluation(Evaluation evaluation, boolean best) throws IOException {
                recorder.onEvaluation(evaluation, best);
                listener.onEvaluation(evaluation, best);
            }

            @Override
            public void onState(TrainingState state) throws IOException {
                recorder.onState(state);
                listener.onState(state);
            }
        };
    }

    /** Reads the test strips with the best model; otherwise as {@link #evaluate(IntConsumer)}. */
    public EvaluationResult evaluate() throws IOException {
        return evaluate(strips -> {});
    }

    /**
     * Reads the test strips with the best model and writes figures, pictures and report.html.
     *
     * @param read is told of each batch how many strips were read
     * @throws IOException one sentence, if another process trains in the folder or a file cannot be read or written
     */
    public EvaluationResult evaluate(IntConsumer read) throws IOException {
        RunFolder.Lock lock = folder.lock();
        try (lock) {
            return evaluateBest(read);
        }
    }

    /** Gets the events of a {@link TrainingRun}, on the thread that trains; an exception ends the run. */
    public interface Listener extends TrainingListener {
        /** Before the first step of this process, when model and digits are ready and the folder is this run's alone. */
        default void onStart(TrainingState.Progress reached) throws IOException {}

        @Override
        default void onStep(Step step) throws IOException {}

        /** As in {@link TrainingListener}; the best and the last model are written already. */
        @Override
        default void onEvaluation(Evaluation evaluation, boolean best) throws IOException {}

        /** As in {@link TrainingListener}; the checkpoint is written already. */
        @Override
        default void onState(TrainingState state) throws IOException {}
    }

    /** Who computes the steps of a run: this process, or others. */
    @FunctionalInterface
    public interface Loop {
        /** This process. */
        Loop LOCAL =
                (trainer, run, parts, listener, stop) -> trainer.run(parts.train(), parts.validation(), listener, stop);

        /** Takes the steps of a run, from where the trainer is, until the run ends or {@code stop} says so. */
        Trainer.End run(
                Trainer trainer, TrainingRun run, HeldOut parts, TrainingListener listener, BooleanSupplier stop)
                throws IOException;
    }

    /** Reads the test strips with the best model as any other program would, from its folder. */
    private EvaluationResult evaluateBest(IntConsumer read) throws IOException {
        try (DigitReader reader = DigitReader.load(folder.best())) {
            EvaluationResult result =
                    EvaluationResult.of(reader, folder.best().toString(), digits.testStrips(), digits.source(), read);
            folder.write(folder.evaluationText(), result.text());
            folder.write(folder.evaluationJson(), result.json() + "\n");
            folder.write(folder.readings(), EvaluationPictures.mixed(result));
            EvaluationPictures.writeErrors(folder.errors(), result);
            folder.write(
                    folder.reportData(),
                    EvaluationPictures.shown(result, reader).json());
            writePage(folder);
            return result;
        }
    }

    /** Makes report.html from what is in the folder, or makes it again. */
    public static void writePage(RunFolder folder) throws IOException {
        folder.write(folder.report(), RunPage.html(RunContents.of(folder.root()), Version.program()));
    }
}
