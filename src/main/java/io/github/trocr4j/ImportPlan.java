package io.github.trocr4j;

import io.github.trocr4j.ImportReport.Fate;
import io.github.trocr4j.ImportReport.Line;
import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.TensorInfo;
import io.github.trocr4j.model.Initialisation;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.PositionInterpolation;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What will become of each tensor of a checkpoint. It is decided from names and shapes, before any value is read: a
 * checkpoint that does not fit its config.json to the last tensor is refused here.
 */
final class ImportPlan {
    private static final String POSITIONS = "encoder.embeddings.position_embeddings";
    private static final String EMBEDDING = "decoder.model.decoder.embed_tokens.weight";
    private static final String PROJECTION = "decoder.output_projection.weight";
    private static final String POOLER = "encoder.pooler.dense.";

    private final TrOcrConfig source;
    private final TrOcrConfig target;
    private final Checkpoint checkpoint;
    private final long seed;
    private final Map<String, Fate> fates = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();

    private ImportPlan(TrOcrConfig source, TrOcrConfig target, Checkpoint checkpoint, long seed) {
        this.source = source;
        this.target = target;
        this.checkpoint = checkpoint;
        this.seed = seed;
    }

    /**
     * The plan for a checkpoint.
     *
     * @param source what the checkpoint's config.json says it is
     * @param target what the model shall be; may differ in the image size and, against one without, in the digit head
     * @throws CheckpointException if a tensor is missing, mis-shaped or unknown
     */
    static ImportPlan of(TrOcrConfig source, TrOcrConfig target, Checkpoint checkpoint, long seed)
            throws CheckpointException {
        ImportPlan plan = new ImportPlan(source, target, checkpoint, seed);
        Map<String, long[]> made = ParameterShapes.of(target);
        for (Map.Entry<String, long[]> expected : ParameterShapes.of(source).entrySet()) {
            plan.expect(expected.getKey(), expected.getValue(), made.get(expected.getKey()));
        }
        plan.ignorePooler();
        plan.refuseOthers(made);
        return plan;
    }

    ImportReport report() {
        return new ImportReport(checkpoint.path().toString(), lines);
    }

    /** Reads the model's values, one tensor after the other. */
    Weights weights() throws CheckpointException {
        return Weights.from(target, this::values);
    }

    private float[] values(String key, long[] shape) throws CheckpointException {
        if (fates.get(key) == Fate.FRESH) {
            return Initialisation.values(target, key, shape, seed);
        }
        float[] values = checkpoint.floats(key);
        if (fates.get(key) == Fate.READ) {
            return values;
        }
        if (key.equals(POSITIONS)) {
            return PositionInterpolation.resized(
                    values, source.encoder(), target.encoder().imageSize());
        }
        return Arrays.copyOf(values, Math.toIntExact(shape[0] * shape[1]));
    }

    private void expect(String key, long[] expected, long[] made) throws CheckpointException {
        if (!checkpoint.contains(key)) {
            throw refused(key, "missing, expected shape " + Arrays.toString(expected) + notItsConfig());
        }
        TensorInfo found = checkpoint.info(key);
        boolean startRow = hasStartRow(key, found.shape());
        if (!startRow && !Arrays.equals(found.shape(), expected)) {
            throw misshaped(key, expected, found.shape());
        }
        if (isHead(key) && source.digitHead().isEmpty() && target.digitHead().isPresent()) {
            add(Fate.IGNORED, found, null, "the digit head has its own");
            fates.put(key, Fate.FRESH);
            lines.add(new Line(Fate.FRESH, key, "", Arrays.toString(made), "digit head, seed " + seed));
        } else if (startRow) {
            add(Fate.TRANSFORMED, found, made, "without the rows of tokens that are never read");
        } else if (key.equals(POSITIONS)
                && !source.encoder().imageSize().equals(target.encoder().imageSize())) {
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

    /** HF has a row of the projection for each token, also for the start token, which a digit head never reads. */
    private boolean hasStartRow(String key, long[] found) {
        return key.equals(PROJECTION)
                && source.digitHead().isPresent()
                && Arrays.equals(found, new long[] {
                    source.decoder().vocabSize(), source.decoder().dModel()
                });
    }

    private static boolean isHead(String key) {
        return key.equals(EMBEDDING) || key.equals(PROJECTION);
    }

    /** HF's encoder has a pooler that TrOCR never calls; its weights are in some files and count for nothing. */
    private void ignorePooler() throws CheckpointException {
        long width = source.encoder().hiddenSize();
        Map<String, long[]> pooler =
                Map.of(POOLER + "weight", new long[] {width, width}, POOLER + "bias", new long[] {width});
        for (String key : checkpoint.names()) {
            long[] expected = pooler.get(key);
            if (expected == null) {
                continue;
            }
            TensorInfo found = checkpoint.info(key);
            if (!Arrays.equals(found.shape(), expected)) {
                throw misshaped(key, expected, found.shape());
            }
            add(Fate.IGNORED, found, null, "TrOCR never calls the pooler");
        }
    }

    private void refuseOthers(Map<String, long[]> made) throws CheckpointException {
        List<String> others = new ArrayList<>(checkpoint.names());
        others.removeAll(fates.keySet());
        if (!others.isEmpty()) {
            String first = others.get(0);
            throw refused(
                    first,
                    "unknown to this config.json" + (others.size() > 1 ? ", like " + (others.size() - 1) + " more" : "")
                            + ", found shape "
                            + Arrays.toString(checkpoint.info(first).shape()) + "; expected only the " + made.size()
                            + " tensors of the model");
        }
    }

    private void add(Fate fate, TensorInfo found, long[] made, String remark) {
        fates.put(found.name(), fate);
        String before = found.dtype() + " " + Arrays.toString(found.shape());
        lines.add(new Line(fate, found.name(), before, made == null ? "" : Arrays.toString(made), remark));
    }

    private CheckpointException misshaped(String key, long[] expected, long[] found) {
        return refused(
                key,
                "expected shape " + Arrays.toString(expected) + ", found " + Arrays.toString(found) + notItsConfig());
    }

    private static String notItsConfig() {
        return "; the file does not belong to this config.json";
    }

    private CheckpointException refused(String tensor, String what) {
        return new CheckpointException(checkpoint.path(), tensor, what, null);
    }
}
