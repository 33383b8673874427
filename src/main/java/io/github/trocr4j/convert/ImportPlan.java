package io.github.trocr4j.convert;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.TensorInfo;
import io.github.trocr4j.convert.ImportReport.Fate;
import io.github.trocr4j.convert.ImportReport.Line;
import io.github.trocr4j.model.Initialisation;
import io.github.trocr4j.model.ModelTensors;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.PositionInterpolation;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Decides what to do with each tensor of a checkpoint, from names and shapes alone, before any value is read. */
final class ImportPlan {
    private static final String POSITIONS = "encoder.embeddings.position_embeddings";
    private static final List<String> HEAD = List.of(ParameterShapes.EMBED_TOKENS, ParameterShapes.OUTPUT_PROJECTION);

    private final TrOcrConfig source;
    private final TrOcrConfig target;
    private final Path path;
    private final ModelTensors tensors;
    private final long seed;
    private final List<Line> lines = new ArrayList<>();

    private ImportPlan(TrOcrConfig source, TrOcrConfig target, Checkpoint checkpoint, long seed)
            throws CheckpointException {
        this.source = source;
        this.target = target;
        this.path = checkpoint.path();
        this.tensors = ModelTensors.of(source, checkpoint);
        this.seed = seed;
    }

    /**
     * Creates the plan for a checkpoint.
     *
     * @param source the checkpoint's configuration
     * @param target the configuration of the model; may differ in the image size, and may add a digit head
     * @param seed the seed of newly initialised tensors
     * @throws CheckpointException if a tensor is missing, mis-shaped or unknown
     */
    static ImportPlan of(TrOcrConfig source, TrOcrConfig target, Checkpoint checkpoint, long seed)
            throws CheckpointException {
        ImportPlan plan = new ImportPlan(source, target, checkpoint, seed);
        for (Map.Entry<String, long[]> parameter : ParameterShapes.of(target).entrySet()) {
            plan.add(parameter.getKey(), Arrays.toString(parameter.getValue()));
        }
        plan.tensors.pooler().forEach(tensor -> plan.add(Fate.IGNORED, tensor, "", "TrOCR never calls the pooler"));
        return plan;
    }

    ImportReport report() {
        return new ImportReport(path.toString(), tensors.remarks(), lines);
    }

    /**
     * Reads the model's values, one tensor at a time.
     *
     * @throws CheckpointException if a tensor cannot be read, or has values that are NaN or infinite
     */
    Weights weights() throws CheckpointException {
        Weights weights = Weights.from(target, this::values);
        weights.requireFinite(path);
        return weights;
    }

    private float[] values(String key, long[] shape) throws CheckpointException {
        if (isFresh(key)) {
            return Initialisation.values(target, key, shape, seed);
        }
        float[] values = tensors.values(key);
        return isResized(key)
                ? PositionInterpolation.resized(
                        values, source.encoder(), target.encoder().imageSize())
                : values;
    }

    private void add(String key, String made) throws CheckpointException {
        TensorInfo found = tensors.info(key);
        if (isFresh(key)) {
            add(Fate.IGNORED, found, "", "the digit head has its own");
            lines.add(new Line(Fate.FRESH, key, "", made, "digit head, seed " + seed));
        } else if (tensors.hasStartRow(key)) {
            add(Fate.TRANSFORMED, found, made, "without the rows of tokens that are never read");
        } else if (isResized(key)) {
            add(
                    Fate.TRANSFORMED,
                    found,
                    made,
                    "interpolated from " + source.encoder().imageSize() + " to "
                            + target.encoder().imageSize());
        } else {
            add(Fate.READ, found, made, "");
        }
    }

    private void add(Fate fate, TensorInfo found, String made, String remark) {
        lines.add(new Line(fate, found.name(), found.dtype() + " " + Arrays.toString(found.shape()), made, remark));
    }

    private boolean isFresh(String key) {
        return HEAD.contains(key)
                && source.digitHead().isEmpty()
                && target.digitHead().isPresent();
    }

    private boolean isResized(String key) {
        return key.equals(POSITIONS)
                && !source.encoder().imageSize().equals(target.encoder().imageSize());
    }
}
