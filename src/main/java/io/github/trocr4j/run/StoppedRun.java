package io.github.trocr4j.run;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.CheckpointFolder;
import io.github.trocr4j.train.Preset;
import io.github.trocr4j.train.TrainingCheckpoint;
import io.github.trocr4j.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A run that was stopped, crashed or finished, with its newest undamaged checkpoint. It resumes only with the same
 * recipe, data and backend.
 *
 * @param path the path of the folder as the caller gave it, for messages
 * @param folder the folder of the run
 * @param recipe the content of config.json, equal to that of the checkpoint
 * @param checkpoint the checkpoint to resume from
 * @param provenance how the run was started
 */
public record StoppedRun(
        Path path, RunFolder folder, Preset recipe, TrainingCheckpoint checkpoint, Provenance provenance) {
    /**
     * Thrown when a run cannot resume. The message says why, without a full stop, so that callers can add what to do.
     */
    public static final class CannotResumeException extends IOException {
        private static final long serialVersionUID = 1L;

        private final Reason reason;

        /** Why a run cannot resume. */
        public enum Reason {
            /** All checkpoints are damaged. */
            NO_CHECKPOINT,
            /** config.json differs from the recipe of the checkpoint. */
            OTHER_RECIPE,
            /** The training data differ. */
            OTHER_DATA,
            /** A teacher is missing or another one. */
            OTHER_TEACHER,
            /** The engine of the run is not available on this backend. */
            OTHER_BACKEND
        }

        private CannotResumeException(Reason reason, String message) {
            this(reason, message, null);
        }

        private CannotResumeException(Reason reason, String message, Throwable cause) {
            super(message, cause);
            this.reason = reason;
        }

        /** Returns the reason. */
        public Reason reason() {
            return reason;
        }
    }

    /**
     * Opens a run at its newest undamaged checkpoint.
     *
     * @param damage receives a sentence for each newer checkpoint that is damaged
     * @throws CannotResumeException if there is none, or config.json differs from the checkpoint's recipe
     * @throws IOException if it is not the folder of a run, or the run was stopped before its first checkpoint
     */
    public static StoppedRun open(Path path, Consumer<String> damage) throws IOException {
        RunFolder folder = RunFolder.open(path);
        if (!Files.isRegularFile(folder.config())) {
            throw new IOException(path + ": expected a run folder with config.json, found none.");
        }
        Preset recipe = Preset.read(folder.config());
        CheckpointFolder.Found found = new CheckpointFolder(folder.checkpoints()).newest();
        found.damaged().forEach(damage);
        if (found.checkpoint().isEmpty()) {
            throw found.damaged().isEmpty()
                    ? new IOException(path + ": was stopped before its first checkpoint; start it again.")
                    : new CannotResumeException(
                            CannotResumeException.Reason.NO_CHECKPOINT, path + ": has no checkpoint that is undamaged");
        }
        TrainingCheckpoint checkpoint = found.checkpoint().get();
        requireSame(folder.config(), checkpoint.identity().recipe().tree(), recipe.tree(), "");
        return new StoppedRun(path, folder, recipe, checkpoint, Provenance.read(folder));
    }

    private static void requireSame(Path config, JsonValue before, JsonValue now, String key) throws IOException {
        for (String added : now.members().keySet()) {
            if (!before.has(added)) {
                throw other(config, key + added, "nothing", now.get(added));
            }
        }
        for (Map.Entry<String, JsonValue> entry : before.members().entrySet()) {
            JsonValue other = now.path(entry.getKey());
            if (entry.getValue().isObject()) {
                requireSame(config, entry.getValue(), other, key + entry.getKey() + ".");
            } else if (!entry.getValue().equals(other)) {
                throw other(config, key + entry.getKey(), entry.getValue().toString(), other);
            }
        }
    }

    private static CannotResumeException other(Path config, String key, String before, JsonValue now) {
        return new CannotResumeException(
                CannotResumeException.Reason.OTHER_RECIPE,
                config + ": " + key + ": the checkpoint has " + before + ", found " + now
                        + "; a run resumes with its original recipe");
    }

    /**
     * Returns the run, ready to resume. If the number of threads differs from {@link TrainingState.RunIdentity#threads}
     * of the checkpoint, the last bits differ from those of an uninterrupted run.
     *
     * @param data the data that the run began with
     * @throws CannotResumeException if data or teachers differ, or the engine of the run is not available on this
     *     backend
     */
    public TrainingRun resume(TrainingData data) throws IOException {
        return resume(data, Optional.empty());
    }

    /**
     * As above.
     *
     * @param folders where the teachers are, in the recipe's order, if not where the recipe says
     */
    public TrainingRun resume(TrainingData data, Optional<List<Path>> folders) throws IOException {
        TrainingState.RunIdentity before = checkpoint.identity();
        if (!data.trainSha256().equals(before.trainSha256())) {
            throw new CannotResumeException(
                    CannotResumeException.Reason.OTHER_DATA,
                    "Training " + (data instanceof DigitTrainingData ? "digits" : "lines")
                            + ": the run has those of SHA-256 " + before.trainSha256() + ", found " + data.source()
                            + " with " + data.trainSha256());
        }
        if (!before.engine().runsOn(Backend.here())) {
            throw new CannotResumeException(
                    CannotResumeException.Reason.OTHER_BACKEND,
                    path + ": began on the CPU with plans, which a GPU cannot run; resume with the build for the CPU");
        }
        int threads = NativeStart.apply().threads();
        TrainingState.RunIdentity identity =
                new TrainingState.RunIdentity(recipe, before.trainSha256(), threads, before.engine());
        ModelDirectory model = ModelDirectory.load(folder.last());
        Optional<Teachers> teachers =
                Teachers.of(recipe).map(found -> new Teachers(found.distillation(), folders.orElse(found.folders())));
        if (teachers.isPresent()) {
            try {
                teachers.get().open(model, data, before.engine()).close();
            } catch (IOException e) {
                throw new CannotResumeException(CannotResumeException.Reason.OTHER_TEACHER, e.getMessage(), e);
            }
        }
        return new TrainingRun(folder, identity, model, data, Optional.of(checkpoint), teachers);
    }
}
