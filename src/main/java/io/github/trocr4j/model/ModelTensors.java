package io.github.trocr4j.model;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a checkpoint that are a model's parameters. All names and shapes are checked against the configuration
 * before any value is read.
 */
public final class ModelTensors {
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
     * Checks the tensors of a checkpoint.
     *
     * @param config the configuration in the model's config.json
     * @param checkpoint the caller closes it, after all values have been read
     * @throws CheckpointException if a tensor is missing or unknown or has the wrong shape; the message has its name
     *     and both shapes
     */
    public static ModelTensors of(TrOcrConfig config, Checkpoint checkpoint) throws CheckpointException {
        ModelTensors tensors = new ModelTensors(config, checkpoint);
        tensors.requireParameters();
        tensors.requirePooler();
        tensors.requireNoOthers();
        return tensors;
    }

    /** Reads the model's weights, one tensor at a time. */
    public Weights weights() throws CheckpointException {
        return Weights.from(config, (key, shape) -> values(key));
    }

    /** Reads the values of one parameter, row-major, in the model's shape. */
    public float[] values(String key) throws CheckpointException {
        float[] values = checkpoint.floats(key);
        return hasStartRow(key)
                ? Arrays.copyOf(values, Math.toIntExact(ParameterShapes.length(shapes.get(key))))
                : values;
    }

    /** Returns type and shape of a tensor in the checkpoint. */
    public TensorInfo info(String key) throws CheckpointException {
        return checkpoint.info(key);
    }

    /**
     * Returns whether the checkpoint's tensor has one more row than the model's. HF's projection has a row for each
     * token, including the start token, which a digit head never outputs.
     */
    public boolean hasStartRow(String key) throws CheckpointException {
        return key.equals(ParameterShapes.OUTPUT_PROJECTION)
                && config.digitHead().isPresent()
                && Arrays.equals(info(key).shape(), new long[] {
                    config.decoder().vocabSize(), config.decoder().dModel()
                });
    }

    /** Returns the tensors of HF's pooler. TrOCR does not use them, but some checkpoints contain them. */
    public List<TensorInfo> pooler() {
        return List.copyOf(pooler);
    }

    private void requireParameters() throws CheckpointException {
        for (Map.Entry<String, long[]> parameter : shapes.entrySet()) {
            String key = parameter.getKey();
            if (!checkpoint.contains(key)) {
                throw exception(key, "missing, expected shape " + Arrays.toString(parameter.getValue()) + mismatch());
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

    private void requireNoOthers() throws CheckpointException {
        List<String> others = new ArrayList<>(checkpoint.names());
        others.removeAll(shapes.keySet());
        others.removeAll(pooler.stream().map(TensorInfo::name).toList());
        if (!others.isEmpty()) {
            String first = others.get(0);
            throw exception(
                    first,
                    "unknown to this config.json" + (others.size() > 1 ? ", like " + (others.size() - 1) + " more" : "")
                            + ", found shape "
                            + Arrays.toString(info(first).shape()) + "; expected only the " + shapes.size()
                            + " tensors of the model");
        }
    }

    private void requireShape(TensorInfo found, long[] expected) throws CheckpointException {
        if (!Arrays.equals(found.shape(), expected)) {
            throw exception(
                    found.name(),
                    "expected shape " + Arrays.toString(expected) + ", found " + Arrays.toString(found.shape())
                            + mismatch());
        }
    }

    private static String mismatch() {
        return "; the file does not match this config.json";
    }

    private CheckpointException exception(String tensor, String what) {
        return new CheckpointException(checkpoint.path(), tensor, what, null);
    }
}
