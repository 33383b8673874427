package io.github.trocr4j.train;

import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.Dtype;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.NativeFloats;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.model.ConfigNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link TrainingState} on disk: a folder with {@code training.safetensors} (all arrays, f32), {@code state.json}
 * (progress, recipe, hash of the digits) and {@code SHA256SUMS} (of both, for {@code sha256sum -c}). Written by
 * {@link CheckpointFolder}, which returns only those whose checksums are right.
 *
 * @param folder the folder
 * @param progress progress of the run
 * @param identity identity of the run
 */
public record TrainingCheckpoint(Path folder, TrainingState.Progress progress, TrainingState.RunIdentity identity) {
    static final String TENSORS = "training.safetensors";
    static final String STATE = "state.json";
    private static final String FORMAT = "trocr4j training state 1";

    /** Writes the tensors. They are forced to disk and read back before this returns. */
    static void writeTensors(Path folder, TrainingState state) throws CheckpointException {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        state.tensors().forEach((name, array) -> shapes.put(name, array.shape()));
        SafetensorsWriter.write(
                folder.resolve(TENSORS),
                SafetensorsWriter.PYTORCH,
                shapes,
                name -> NativeFloats.values(state.tensors().get(name)),
                Dtype.F32);
    }

    static String stateJson(TrainingState.Progress progress, TrainingState.RunIdentity identity) {
        JsonObject root = new JsonObject();
        root.put("format", FORMAT);
        root.putObject("progress")
                .put("step", progress.step())
                .put("seconds", progress.seconds())
                .put("best", progress.best())
                .put("best_step", progress.bestStep())
                .put("evaluations_since_best", progress.evaluationsSinceBest());
        root.set("recipe", identity.recipe().tree());
        root.put("train_digits_sha256", identity.trainSha256());
        root.put("threads", identity.threads());
        root.put("kernels", identity.engine().name().toLowerCase(Locale.ROOT));
        return root.toPrettyString() + "\n";
    }

    /**
     * Reads the state.json of a folder whose checksums are right.
     *
     * @throws IOException if another version wrote it
     */
    static TrainingCheckpoint read(Path folder, byte[] stateJson) throws IOException {
        JsonValue root = JsonTree.read(stateJson);
        String format = root.path("format").asText("none");
        if (!format.equals(FORMAT)) {
            throw new IOException(folder.resolve(STATE) + ": format: expected \"" + FORMAT + "\", found \"" + format
                    + "\"; it was written by another version of trocr4j.");
        }
        JsonValue reached = root.path("progress");
        TrainingState.Progress progress = new TrainingState.Progress(
                reached.path("step").longValue(),
                reached.path("seconds").doubleValue(),
                reached.path("best").doubleValue(),
                reached.path("best_step").longValue(),
                reached.path("evaluations_since_best").intValue());
        TrainingState.RunIdentity identity = new TrainingState.RunIdentity(
                Preset.parse(new ConfigNode(folder.resolve(STATE) + ": recipe: ", root.path("recipe"))),
                root.path("train_digits_sha256").asText(),
                root.path("threads").intValue(),
                GraphEngine.valueOf(root.path("kernels").asText().toUpperCase(Locale.ROOT)));
        return new TrainingCheckpoint(folder, progress, identity);
    }

    /**
     * Restores a new trainer of the same configuration to this state.
     *
     * @throws CheckpointException if the tensors are not those of the trainer, or cannot be read
     */
    public void restore(Trainer trainer) throws CheckpointException {
        Map<String, INDArray> tensors = trainer.state().tensors();
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(TENSORS))) {
            if (file.names().size() != tensors.size()) {
                throw new CheckpointException(
                        file.path(),
                        null,
                        "should have the " + tensors.size() + " tensors of this training, but has "
                                + file.names().size(),
                        null);
            }
            for (Map.Entry<String, INDArray> tensor : tensors.entrySet()) {
                float[] values = file.floats(tensor.getKey());
                if (values.length != tensor.getValue().length()) {
                    throw new CheckpointException(
                            file.path(),
                            tensor.getKey(),
                            "should have " + tensor.getValue().length() + " values, but has " + values.length,
                            null);
                }
                NativeFloats.write(tensor.getValue(), values);
            }
        }
        trainer.continueAt(progress);
    }
}
