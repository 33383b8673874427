package io.github.trocr4j.graph;

import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.engine.Engine;
import io.github.trocr4j.model.FiniteValues;
import io.github.trocr4j.model.ModelTensors;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of a model: an array for each key of {@link ParameterShapes}, in that order, all of one floating type.
 * Graphs refer to these arrays without a copy, so they use values that an optimiser updates in place.
 */
public final class Weights implements AutoCloseable {
    private final TrOcrConfig config;
    private final DataType dataType;
    private final Map<String, INDArray> arrays;

    private Weights(TrOcrConfig config, DataType dataType, Map<String, INDArray> arrays) {
        this.config = config;
        this.dataType = dataType;
        this.arrays = Collections.unmodifiableMap(arrays);
    }

    /**
     * Provides the values of parameters.
     *
     * @param <X> type of the exception if values are not available
     */
    @FunctionalInterface
    public interface Source<X extends Exception> {
        /** Returns the values of {@code key}, row-major, in the given shape. */
        float[] values(String key, long[] shape) throws X;
    }

    /**
     * Creates FLOAT weights and starts ND4J if necessary. The keys are requested one at a time, and the values are
     * copied out of the heap before the next request.
     *
     * @throws IllegalArgumentException if the source returns too many or too few values
     */
    public static <X extends Exception> Weights from(TrOcrConfig config, Source<X> source) throws X {
        Engine.start();
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        for (Map.Entry<String, long[]> parameter : ParameterShapes.of(config).entrySet()) {
            String key = parameter.getKey();
            long[] shape = parameter.getValue();
            float[] values = source.values(key, shape);
            if (values.length != ParameterShapes.length(shape)) {
                throw new IllegalArgumentException(key + ": shape " + Arrays.toString(shape) + " has "
                        + ParameterShapes.length(shape) + " values, found " + values.length + ".");
            }
            arrays.put(key, NativeFloats.array(values, shape));
        }
        return new Weights(config, DataType.FLOAT, arrays);
    }

    /**
     * Reads the weights of a checkpoint, one tensor at a time.
     *
     * @throws CheckpointException if a tensor cannot be read, or has values that are NaN or infinite
     */
    public static Weights of(ModelTensors tensors) throws CheckpointException {
        Weights weights = from(tensors.config(), (key, shape) -> tensors.values(key));
        weights.requireFinite(tensors.path());
        return weights;
    }

    /**
     * Returns weights for a model with another configuration. They share their arrays.
     *
     * @throws IllegalArgumentException if its parameters have other names or shapes
     */
    public Weights withConfig(TrOcrConfig other) {
        Map<String, long[]> shapes = ParameterShapes.of(other);
        if (!shapes.keySet().equals(arrays.keySet())
                || !shapes.keySet().stream()
                        .allMatch(key ->
                                Arrays.equals(shapes.get(key), arrays.get(key).shape()))) {
            throw new IllegalArgumentException("The configuration is that of a model with other parameters.");
        }
        return new Weights(other, dataType, arrays);
    }

    /** Returns a copy in another floating type, such as DOUBLE for finite differences. */
    public Weights castTo(DataType type) {
        Map<String, INDArray> copies = new LinkedHashMap<>();
        arrays.forEach((key, array) -> copies.put(key, array.dup().castTo(type)));
        return new Weights(config, type, copies);
    }

    /** Returns a copy of the values of one parameter, row-major. */
    public float[] values(String key) {
        INDArray array = get(key);
        return dataType == DataType.FLOAT
                ? NativeFloats.values(array)
                : array.data().asFloat();
    }

    /** Copies a row of a matrix to {@code to}, starting at {@code at}. */
    void row(String key, int row, float[] to, int at) {
        INDArray matrix = get(key);
        int width = Math.toIntExact(matrix.size(1));
        if (dataType == DataType.FLOAT) {
            // indexing by ND4J takes longer than a decoder layer
            NativeFloats.read(matrix, (long) row * width, to, at, width);
        } else {
            for (int i = 0; i < width; i++) {
                to[at + i] = matrix.getFloat(row, i);
            }
        }
    }

    /** As above, without rounding. */
    void row(String key, int row, double[] to, int at) {
        INDArray matrix = get(key);
        int width = Math.toIntExact(matrix.size(1));
        if (dataType == DataType.FLOAT) {
            float[] values = new float[width];
            NativeFloats.read(matrix, (long) row * width, values, 0, width);
            for (int i = 0; i < width; i++) {
                to[at + i] = values[i];
            }
        } else {
            for (int i = 0; i < width; i++) {
                to[at + i] = matrix.getDouble(row, i);
            }
        }
    }

    /**
     * Checks that all values are numbers, which those of a training that diverged are not.
     *
     * @param file the file that they come from, for the message
     * @throws CheckpointException if some are NaN or infinite; the message names the first tensor
     */
    public void requireFinite(Path file) throws CheckpointException {
        // Infinities and NaN survive summation, so a finite sum makes a check of each value in Java unnecessary; that
        // check is slow before the JIT compiler has run.
        List<String> suspects = arrays.keySet().stream()
                .filter(key -> !Double.isFinite(get(key).sumNumber().doubleValue()))
                .toList();
        FiniteValues.require(file, suspects, this::values);
    }

    /** Returns the configuration of the model. */
    public TrOcrConfig config() {
        return config;
    }

    /** Returns the type of all arrays: FLOAT, or DOUBLE in tests. */
    public DataType dataType() {
        return dataType;
    }

    /** Returns the arrays by key, without a copy, in the order of {@link ParameterShapes}. */
    public Map<String, INDArray> arrays() {
        return arrays;
    }

    /**
     * Frees the memory without waiting for the garbage collector. Graphs over these weights must not run afterwards.
     */
    @Override
    public void close() {
        arrays.values().forEach(INDArray::close);
    }

    INDArray get(String key) {
        INDArray array = arrays.get(key);
        if (array == null) {
            throw new IllegalArgumentException("Unknown parameter: " + key + ".");
        }
        return array;
    }
}
