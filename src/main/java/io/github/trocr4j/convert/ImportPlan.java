package io.github.trocr4j.convert;

import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.TensorInfo;
import io.github.trocr4j.convert.ImportReport.Fate;
import io.github.trocr4j.convert.ImportReport.Line;
import io.github.trocr4j.graph.Initialisation;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.model.ModelTensors;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.PositionInterpolation;
import io.github.trocr4j.model.TrOcrConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides what to do with each tensor of a checkpoint, from names and shapes alone, before any value is read. */
final class ImportPlan {
    private static final String POSITIONS = "encoder.embeddings.position_embeddings";
    private static final String TOKEN_POSITIONS = "decoder.model.decoder.embed_positions.weight";

    /** What a new digit head replaces. */
    static final Set<String> HEAD = Set.of(ParameterShapes.EMBED_TOKENS, ParameterShapes.OUTPUT_PROJECTION);

    private final TrOcrConfig source;
    private final TrOcrConfig target;
    private final Path path;
    private final ModelTensors tensors;
    private final long seed;
    private final List<Line> lines = new ArrayList<>();

    private ImportPlan(TrOcrConfig target, ModelTensors tensors, Path path, long seed) {
        this.source = tensors.config();
        this.target = target;
        this.path = path;
        this.tensors = tensors;
        this.seed = seed;
    }

    /**
     * Creates the plan for a checkpoint.
     *
     * @param tensors the checkpoint's tensors
     * @param path the checkpoint, for messages
     * @param target the configuration of the model; may differ in the image size, and may add a digit head
     * @param seed the seed of newly initialised tensors
     */
    static ImportPlan of(TrOcrConfig target, ModelTensors tensors, Path path, long seed) throws CheckpointException {
        ImportPlan plan = new ImportPlan(target, tensors, path, seed);
        for (Map.Entry<String, long[]> parameter : ParameterShapes.of(target).entrySet()) {
            plan.add(parameter.getKey(), Arrays.toString(parameter.getValue()));
        }
        for (ModelTensors.Unused unused : tensors.unused()) {
            plan.add(Fate.IGNORED, unused.tensor(), "", unused.reason());
        }
        return plan;
    }

    ImportReport report(List<String> unusedKeys) {
        return new ImportReport(path.toString(), tensors.remarks(), lines, unusedKeys);
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
        if (isSinusoidal(key)) {
            return Initialisation.sinusoidalPositions(source.decoder());
        }
        float[] values = tensors.values(key);
        return isResized(key)
                ? PositionInterpolation.resized(
                        values, source.encoder(), target.encoder().imageSize())
                : values;
    }

    private void add(String key, String made) throws CheckpointException {
        if (isFresh(key)) {
            if (tensors.contains(key)) {
                add(Fate.IGNORED, tensors.info(key), "", "the digit head has its own");
            }
            lines.add(new Line(Fate.FRESH, key, "", made, "digit head, seed " + seed));
            return;
        }
        if (isSinusoidal(key)) {
            lines.add(new Line(Fate.FRESH, key, "", made, "the checkpoint's sinusoidal positions"));
            return;
        }
        TensorInfo found = tensors.info(key);
        if (tensors.hasStartRow(key)) {
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

    private boolean isSinusoidal(String key) {
        return key.equals(TOKEN_POSITIONS) && !source.decoder().useLearnedPositionEmbeddings();
    }

    private boolean isResized(String key) {
        return key.equals(POSITIONS)
                && !source.encoder().imageSize().equals(target.encoder().imageSize());
    }
}
