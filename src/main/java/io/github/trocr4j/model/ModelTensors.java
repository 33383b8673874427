package io.github.trocr4j.model;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
    private final Map<String, long[]> poolerShapes;
    private final TensorNames names;
    private final List<TensorInfo> pooler = new ArrayList<>();

    private ModelTensors(TrOcrConfig config, Checkpoint checkpoint) throws CheckpointException {
        this.config = config;
        this.checkpoint = checkpoint;
        this.shapes = ParameterShapes.of(config);
        long width = config.encoder().hiddenSize();
        this.poolerShapes = new LinkedHashMap<>();
        poolerShapes.put(POOLER + "weight", new long[] {width, width});
        poolerShapes.put(POOLER + "bias", new long[] {width});
        Map<String, long[]> all = new LinkedHashMap<>(shapes);
        all.putAll(poolerShapes);
        this.names = TensorNames.of(all.keySet(), checkpoint);
    }

    /**
     * Checks the tensors of a checkpoint.
     *
     * @param config the configuration in the model's config.json
     * @param checkpoint the caller closes it, after all values have been read
     * @throws CheckpointException if a tensor is missing or unknown, is there twice, or has the wrong shape; the
     *     message has its name and both shapes
     */
    public static ModelTensors of(TrOcrConfig config, Checkpoint checkpoint) throws CheckpointException {
        ModelTensors tensors = new ModelTensors(config, checkpoint);
        tensors.requireParameters();
        tensors.requirePooler();
        tensors.requireNoOthers();
        return tensors;
    }

    /**
     * Checks that no tensor is that of an adapter.
     *
     * @throws CheckpointException if one is; the message says how to merge adapters
     */
    public static void requireNoAdapter(Checkpoint checkpoint) throws CheckpointException {
        TensorNames.of(List.of(), checkpoint);
    }

    /**
     * Reads the model's weights, one tensor at a time.
     *
     * @throws CheckpointException if a tensor cannot be read, or has values that are NaN or infinite
     */
    public Weights weights() throws CheckpointException {
        Weights weights = Weights.from(config, (key, shape) -> values(key));
        weights.requireFinite(checkpoint.path());
        return weights;
    }

    /** Reads the values of one parameter, row-major, in the model's shape. */
    public float[] values(String key) throws CheckpointException {
        float[] values = checkpoint.floats(names.name(key));
        return hasStartRow(key)
                ? Arrays.copyOf(values, Math.toIntExact(ParameterShapes.length(shapes.get(key))))
                : values;
    }

    /** Returns name, type and shape of a tensor in the checkpoint. */
    public TensorInfo info(String key) throws CheckpointException {
        return checkpoint.info(names.name(key));
    }

    /**
     * Returns how the tensors are in the checkpoint, if not as those of a model that was saved alone: sentences without
     * full stop.
     */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        checkpoint.key().ifPresent(key -> remarks.add("read from the dict '" + key + "' of the file"));
        remarks.addAll(names.remarks());
        return remarks;
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
            if (!names.contains(key)) {
                throw exception(key, "missing, expected shape " + Arrays.toString(parameter.getValue()) + mismatch());
            }
            if (!hasStartRow(key)) {
                requireShape(info(key), parameter.getValue());
            }
        }
    }

    private void requirePooler() throws CheckpointException {
        for (Map.Entry<String, long[]> tensor : poolerShapes.entrySet()) {
            if (names.contains(tensor.getKey())) {
                requireShape(info(tensor.getKey()), tensor.getValue());
                pooler.add(info(tensor.getKey()));
            }
        }
    }

    private void requireNoOthers() throws CheckpointException {
        List<String> others = names.others();
        if (!others.isEmpty()) {
            String first = others.get(0);
            throw exception(
                    first,
                    "unknown to this config.json" + (others.size() > 1 ? ", like " + (others.size() - 1) + " more" : "")
                            + ", found shape "
                            + Arrays.toString(checkpoint.info(first).shape()) + "; expected only the " + shapes.size()
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
