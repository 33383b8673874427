package io.github.trocr4j.model;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a checkpoint that are a model's parameters. They are compared with its configuration by name and shape
 * before any value is read: a checkpoint that does not fit to the last tensor is refused.
 */
public final class ModelTensors {
    private static final String PROJECTION = "decoder.output_projection.weight";
    private static final String POOLER = "encoder.pooler.dense.";

    private final TrOcrConfig config;
    private final Checkpoint checkpoint;
    private final Map<String, long[]> shapes;
    private final List<TensorInfo> pooler = new ArrayList<>();

    private ModelTensors(TrOcrConfig config, Checkpoint checkpoint) {
        this.config = config;
        this.checkpoint = checkpoint;
        this.shapes = ParameterShapes.of(config);
    }

    /**
     * Those of a checkpoint.
     *
     * @param config what its config.json says it is
     * @param checkpoint stays the caller's, and open while values are read
     * @throws CheckpointException if a tensor is missing, mis-shaped or unknown; names it and both shapes
     */
    public static ModelTensors of(TrOcrConfig config, Checkpoint checkpoint) throws CheckpointException {
        ModelTensors tensors = new ModelTensors(config, checkpoint);
        tensors.requireParameters();
        tensors.requirePooler();
        tensors.refuseOthers();
        return tensors;
    }

    /** The model's weights, read one tensor after the other. */
    public Weights weights() throws CheckpointException {
        return Weights.from(config, (key, shape) -> values(key));
    }

    /** Row-major values of one parameter, as many as its shape has. */
    public float[] values(String key) throws CheckpointException {
        float[] values = checkpoint.floats(key);
        return hasStartRow(key)
                ? Arrays.copyOf(values, Math.toIntExact(ParameterShapes.length(shapes.get(key))))
                : values;
    }

    /** Type and shape of a tensor in the checkpoint. */
    public TensorInfo info(String key) throws CheckpointException {
        return checkpoint.info(key);
    }

    /**
     * Whether the checkpoint's tensor has a row more than the model: HF's projection has one for each token, also for
     * the start token, which a digit head never reads.
     */
    public boolean hasStartRow(String key) throws CheckpointException {
        return key.equals(PROJECTION)
                && config.digitHead().isPresent()
                && Arrays.equals(info(key).shape(), new long[] {
                    config.decoder().vocabSize(), config.decoder().dModel()
                });
    }

    /** Tensors of HF's pooler, which TrOCR never calls; they are in some files and count for nothing. */
    public List<TensorInfo> pooler() {
        return List.copyOf(pooler);
    }

    private void requireParameters() throws CheckpointException {
        for (Map.Entry<String, long[]> parameter : shapes.entrySet()) {
            String key = parameter.getKey();
            if (!checkpoint.contains(key)) {
                throw refused(key, "missing, expected shape " + Arrays.toString(parameter.getValue()) + notItsConfig());
            }
            if (!hasStartRow(key)) {
                requireShape(info(key), parameter.getValue());
            }
        }
    }

    private void requirePooler() throws CheckpointException {
        long width = config.encoder().hiddenSize();
        Map<String, long[]> expected =
                Map.of(POOLER + "weight", new long[] {width, width}, POOLER + "bias", new long[] {width});
        for (String key : checkpoint.names()) {
            if (expected.containsKey(key)) {
                requireShape(info(key), expected.get(key));
                pooler.add(info(key));
            }
        }
    }

    private void refuseOthers() throws CheckpointException {
        List<String> others = new ArrayList<>(checkpoint.names());
        others.removeAll(shapes.keySet());
        others.removeAll(pooler.stream().map(TensorInfo::name).toList());
        if (!others.isEmpty()) {
            String first = others.get(0);
            throw refused(
                    first,
                    "unknown to this config.json" + (others.size() > 1 ? ", like " + (others.size() - 1) + " more" : "")
                            + ", found shape "
                            + Arrays.toString(info(first).shape()) + "; expected only the " + shapes.size()
                            + " tensors of the model");
        }
    }

    private void requireShape(TensorInfo found, long[] expected) throws CheckpointException {
        if (!Arrays.equals(found.shape(), expected)) {
            throw refused(
                    found.name(),
                    "expected shape " + Arrays.toString(expected) + ", found " + Arrays.toString(found.shape())
                            + notItsConfig());
        }
    }

    private static String notItsConfig() {
        return "; the file does not belong to this config.json";
    }

    private CheckpointException refused(String tensor, String what) {
        return new CheckpointException(checkpoint.path(), tensor, what, null);
    }
}
