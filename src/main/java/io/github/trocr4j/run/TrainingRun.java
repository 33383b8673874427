package io.github.trocr4j.run;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.report.RunContents;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.report.RunPage;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.SoftTargets;
import io.github.trocr4j.train.StepLostException;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingCheckpoint;
import io.github.trocr4j.train.TrainingConfig;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * One run, from its first step or from a checkpoint to its evaluation: call {@link #begin} or {@link #resume}, then
 * {@link #train}, then {@link #evaluate}. It writes only to its folder.
 *
 * @param folder the folder of the run
 * @param identity recipe, digits, threads, engine
 * @param model the model with the initial weights, which a checkpoint replaces
 * @param data what to train on and to test with
 * @param checkpoint the checkpoint to resume from; empty to start with the first step
 * @param teachers the teachers, if the recipe has some
 */
public record TrainingRun(
        RunFolder folder,
        TrainingState.RunIdentity identity,
        ModelDirectory model,
        TrainingData data,
        Optional<TrainingCheckpoint> checkpoint,
        Optional<Teachers> teachers) {
    /**
     * How {@link #train} ended.
     *
     * @param end why training ended
     * @param progress the progress of the run
     */
    public record Trained(Trainer.End end, TrainingState.Progress progress) {}

    /**
     * Begins a new run of an application, with the fastest engine.
     *
     * @param folder a new folder
     * @param recipe how to train; its model configuration is replaced by that of {@code model}
     * @param model the model with the initial weights; must fit the data
     * @param data what to train on and to test with
     * @throws IOException if there is too little data, a teacher cannot teach, or the folder cannot be written
     */
    public static TrainingRun begin(RunFolder folder, Preset recipe, ModelDirectory model, TrainingData data)
            throws IOException {
        return begin(folder, recipe, model, data, GraphEngine.fastestOn(Backend.here()), Provenance.PROGRAM);
    }

    /** As above, with strips of these digits. */
    public static TrainingRun begin(RunFolder folder, Preset recipe, ModelDirectory model, Digits digits)
            throws IOException {
        return begin(folder, recipe, model, new DigitTrainingData(digits));
    }

    /** As above, with this engine and provenance. */
    public static TrainingRun begin(
            RunFolder folder,
            Preset recipe,
            ModelDirectory model,
            TrainingData data,
            GraphEngine engine,
            Provenance provenance)
            throws IOException {
        data.require();
        Preset own = recipe.with(model.config());
        Teachers.open(own, model, data, engine).ifPresent(SoftTargets::close); // refused before anything is written
        folder.write(folder.config(), own.json());
        provenance.write(folder, data);
        ModelDirectory initial = model.withReading(model.reading().notFitted());
        initial.save(folder.last());
        data.addFiles(folder.last());
        TrainingState.RunIdentity identity = new TrainingState.RunIdentity(
                own, data.trainSha256(), NativeStart.apply().threads(), engine);
        return new TrainingRun(folder, identity, initial, data, Optional.empty(), Teachers.of(own));
    }

    /**
     * Resumes a run from its newest undamaged checkpoint; it ends with the same bits as an uninterrupted run. To find
     * the data from the run's provenance, see {@link StoppedRun}.
     *
     * @param folder of the run
     * @param data the data that it began with
     * @throws IOException if it cannot resume, or would become a different run
     */
    public static TrainingRun resume(Path folder, TrainingData data) throws IOException {
        return StoppedRun.open(folder, sentence -> {}).resume(data);
    }

    /** As above, with strips of these digits. */
    public static TrainingRun resume(Path folder, Digits digits) throws IOException {
        return resume(folder, new DigitTrainingData(digits));
    }

    /** Trains in this process; otherwise as {@link #train(Loop, Listener, BooleanSupplier)}. */
    public Trained train(Listener listener, BooleanSupplier stop) throws IOException {
        return train(Loop.LOCAL, listener, stop);
    }

    /**
     * Trains until the last step, until the recipe's patience ends, or until {@code stop} returns true between two
     * steps. Writes metrics and checkpoints meanwhile, and models at the end.
     *
     * @param loop where the steps are computed
     * @throws StepLostException if other processes failed to compute a step; the steps before it are kept
     * @throws IOException if another process trains in the folder, or a file cannot be read or written
     */
    public Trained train(Loop loop, Listener listener, BooleanSupplier stop) throws IOException {
        RunFolder.Lock lock = folder.lock();
        try (lock) {
            return trainAlone(loop, listener, stop);
        }
    }

    private Trained trainAlone(Loop loop, Listener listener, BooleanSupplier stop) throws IOException {
        TrainingConfig config = identity.recipe().training();
        data.require();
        TrainingData.Parts parts = data.parts(config);
        Optional<SoftTargets> softTargets = teachers.isPresent()
                ? Optional.of(teachers.get().open(model, data, identity.engine()))
                : Optional.empty();
        try (Trainer trainer = new Trainer(
                config,
                model.weights(),
                model.processor(),
                identity.engine(),
                data.labelLength(model.config()),
                softTargets)) {
            return train(trainer, parts, loop, listener, stop);
        } finally {
            softTargets.ifPresent(SoftTargets::close);
        }
    }

    private Trained train(Trainer trainer, TrainingData.Parts parts, Loop loop, Listener listener, BooleanSupplier stop)
            throws IOException {
        if (checkpoint.isPresent()) {
            checkpoint.get().restore(trainer);
        }
        TrainingState begin = trainer.state();
        ModelDirectory trained = data.complete(
                new ModelDirectory(
                        model.config(),
                        trainer.trainedWeights(),
                        model.processor(),
                        model.characters(),
                        model.reading()),
                model);
        // not at the end: ImageIO cannot initialise while the JVM shuts down
        data.writeSample(folder);
        try (RunRecorder recorder = new RunRecorder(folder, trained, data, identity, begin.progress())) {
            listener.onStart(begin.progress());
            if (checkpoint.isEmpty()) {
                recorder.onState(begin);
            }
            Trainer.End end = loop.run(trainer, this, parts, both(recorder, listener), stop);
            recorder.writeModels();
            return new Trained(end, trainer.state().progress());
        } catch (StepLostException e) {
            long reached = trainer.state().progress().step();
            throw new StepLostException(e.getMessage() + "; the run is kept up to step " + reached, e);
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

    /** Reads the test pictures with the best model; otherwise as {@link #evaluate(IntConsumer)}. */
    public Evaluated evaluate() throws IOException {
        return evaluate(pictures -> {});
    }

    /**
     * Reads the test pictures with the best model and writes figures, pictures and report.html.
     *
     * @param read called after each batch with its number of pictures
     * @throws IOException if another process trains in the folder, or a file cannot be read or written
     */
    public Evaluated evaluate(IntConsumer read) throws IOException {
        RunFolder.Lock lock = folder.lock();
        try (lock) {
            Evaluated result = data.evaluate(folder, read);
            folder.write(folder.evaluationText(), result.text());
            folder.write(folder.evaluationJson(), result.json() + "\n");
            writePage(folder);
            return result;
        }
    }

    /** Receives the events of a {@link TrainingRun} on the training thread. An exception ends the run. */
    public interface Listener extends TrainingListener {
        /** Called before the first step of this process, when model and data are loaded and the folder is locked. */
        default void onStart(TrainingState.Progress reached) throws IOException {}

        @Override
        default void onStep(Step step) throws IOException {}

        /** As in {@link TrainingListener}; the best and the last model have been written. */
        @Override
        default void onEvaluation(Evaluation evaluation, boolean best) throws IOException {}

        /** As in {@link TrainingListener}; the checkpoint has been written. */
        @Override
        default void onState(TrainingState state) throws IOException {}
    }

    /** Where the steps of a run are computed: in this process or in others. */
    @FunctionalInterface
    public interface Loop {
        /** Computes the steps in this process. */
        Loop LOCAL = (trainer, run, parts, listener, stop) ->
                trainer.run(parts.train(), parts.validation(), run.folder().root(), listener, stop);

        /** Takes the steps of a run, from the trainer's state, until the run ends or {@code stop} returns true. */
        Trainer.End run(
                Trainer trainer,
                TrainingRun run,
                TrainingData.Parts parts,
                TrainingListener listener,
                BooleanSupplier stop)
                throws IOException;
    }

    /** Writes report.html from the contents of the folder, replacing an existing one. */
    public static void writePage(RunFolder folder) throws IOException {
        folder.write(folder.report(), RunPage.html(RunContents.of(folder.root()), Version.program()));
    }
}
