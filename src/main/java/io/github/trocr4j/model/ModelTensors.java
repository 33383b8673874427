package io.github.trocr4j.model;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.TensorInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tensors of a checkpoint that are a model's parameters. All names and shapes are checked against the configuration
 * before any value is read.
 */
public final class ModelTensors {
    /** Tensors that files may have, and no model uses, with the reason. */
    private static final Map<String, String> UNUSED = Map.of(
            "encoder.pooler.dense.weight", "TrOCR never calls the pooler",
            "encoder.pooler.dense.bias", "TrOCR never calls the pooler",
            "decoder.model.decoder.embed_positions._float_tensor", "not a parameter");

    private final TrOcrConfig config;
    private final Checkpoint checkpoint;
    private final Set<String> replaced;
    private final Map<String, long[]> shapes;
    private final TensorNames names;

    private ModelTensors(TrOcrConfig declared, Checkpoint checkpoint, Set<String> replaced) throws CheckpointException {
        this.checkpoint = checkpoint;
        this.replaced = replaced;
        Set<String> keys = new LinkedHashSet<>(
                ParameterShapes.of(declared.withTiedEmbeddings(false)).keySet());
        keys.addAll(UNUSED.keySet());
        this.names = TensorNames.of(keys, checkpoint);
        this.config = declared.withTiedEmbeddings(declared.decoder().tieWordEmbeddings() && !hasOwnProjection());
        this.shapes = ParameterShapes.of(config);
    }

    /**
     * A tensor that the model does not use.
     *
     * @param tensor its name, type and shape in the checkpoint
     * @param reason why it is not used
     */
    public record Unused(TensorInfo tensor, String reason) {}

    /** As {@link #of(TrOcrConfig, Checkpoint, Set)}, with all tensors of the model. */
    public static ModelTensors of(TrOcrConfig config, Checkpoint checkpoint) throws CheckpointException {
        return of(config, checkpoint, Set.of());
    }

    /**
     * Checks the tensors of a checkpoint.
     *
     * @param config the configuration in the model's config.json
     * @param replaced keys of the model that the checkpoint need not have, because they are not read
     * @param checkpoint the caller closes it, after all values have been read
     * @throws CheckpointException if a tensor is missing or unknown, is there twice, or has the wrong shape; the
     *     message has its name and both shapes
     */
    public static ModelTensors of(TrOcrConfig config, Checkpoint checkpoint, Set<String> replaced)
            throws CheckpointException {
        ModelTensors tensors = new ModelTensors(config, checkpoint, replaced);
        tensors.requireParameters();
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
     * Returns the configuration with the embedding and the projection tied or not, as in HF: if config.json ties them,
     * but the file has both with different values, they are not tied.
     */
    public TrOcrConfig config() {
        return config;
    }

    /** Returns whether the file has an embedding and a projection that differ. */
    private boolean hasOwnProjection() throws CheckpointException {
        String embedding = names.name(ParameterShapes.EMBED_TOKENS);
        String projection = names.name(ParameterShapes.OUTPUT_PROJECTION);
        if (replaced.contains(ParameterShapes.OUTPUT_PROJECTION)
                || !checkpoint.contains(embedding)
                || !checkpoint.contains(projection)) {
            return false;
        }
        return !checkpoint.same(embedding, projection);
    }

    /** Returns the name of the tensor with the values of a parameter. */
    private String name(String key) {
        boolean isTied = key.equals(ParameterShapes.EMBED_TOKENS)
                && config.decoder().tieWordEmbeddings()
                && !replaced.contains(key);
        return names.name(isTied && !names.contains(key) ? ParameterShapes.OUTPUT_PROJECTION : key);
    }

    /** Returns whether the checkpoint has the values of a parameter. */
    public boolean contains(String key) {
        return checkpoint.contains(name(key));
    }

    /** Returns the checkpoint's file or folder, for messages. */
    public Path path() {
        return checkpoint.path();
    }

    /** Reads the values of one parameter, row-major, in the model's shape. */
    public float[] values(String key) throws CheckpointException {
        float[] values = checkpoint.floats(name(key));
        return hasStartRow(key)
                ? Arrays.copyOf(values, Math.toIntExact(ParameterShapes.length(shapes.get(key))))
                : values;
    }

    /** Returns name, type and shape of a tensor in the checkpoint. */
    public TensorInfo info(String key) throws CheckpointException {
        return checkpoint.info(name(key));
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

    /** Returns the tensors that the model does not use. */
    public List<Unused> unused() throws CheckpointException {
        List<Unused> unused = new ArrayList<>();
        for (String key : new TreeSet<>(UNUSED.keySet())) {
            if (names.contains(key)) {
                unused.add(new Unused(info(key), UNUSED.get(key)));
            }
        }
        if (config.decoder().tieWordEmbeddings()
                && !replaced.contains(ParameterShapes.OUTPUT_PROJECTION)
                && names.contains(ParameterShapes.EMBED_TOKENS)
                && names.contains(ParameterShapes.OUTPUT_PROJECTION)) {
            unused.add(new Unused(info(ParameterShapes.OUTPUT_PROJECTION), "tied to the embedding, which is the same"));
        }
        return unused;
    }

    private void requireParameters() throws CheckpointException {
        for (Map.Entry<String, long[]> parameter : shapes.entrySet()) {
            String key = parameter.getKey();
            if (!contains(key) && replaced.contains(key)) {
                continue;
            }
            if (!contains(key)) {
                throw exception(key, "missing, expected shape " + Arrays.toString(parameter.getValue()) + mismatch());
            }
            if (!hasStartRow(key)) {
                requireShape(info(key), parameter.getValue());
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
