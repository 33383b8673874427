package io.github.trocr4j.model;

import io.github.trocr4j.engine.Engine;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of one model: an array for each key of {@link ParameterShapes}, in that order, all of one floating
 * type. Graphs refer to these arrays, they do not copy them: what an optimiser changes in place, every graph sees.
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
     * Where the values of one key come from.
     *
     * @param <X> what goes wrong where they do not come
     */
    @FunctionalInterface
    public interface Source<X extends Exception> {
        /** Row-major values of {@code key}; as many as {@code shape} has. */
        float[] values(String key, long[] shape) throws X;
    }

    /**
     * Weights in FLOAT with the values that {@code source} gives for each key. It is asked for one key after the other,
     * and what it gives is copied out of the heap before the next. ND4J is started if need be.
     */
    public static <X extends Exception> Weights from(TrOcrConfig config, Source<X> source) throws X {
        Engine.start();
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        for (Map.Entry<String, long[]> parameter : ParameterShapes.of(config).entrySet()) {
            String key = parameter.getKey();
            long[] shape = parameter.getValue();
            float[] values = source.values(key, shape);
            if (values.length != ParameterShapes.length(shape)) {
                throw new IllegalArgumentException(key + ": shape " + Arrays.toString(shape) + " holds "
                        + ParameterShapes.length(shape) + " values, found " + values.length + ".");
            }
            arrays.put(key, NativeFloats.array(values, shape));
        }
        return new Weights(config, DataType.FLOAT, arrays);
    }

    /** The same arrays for a model with another {@link Decoding}, which has the same parameters. */
    public Weights withDecoding(Decoding decoding) {
        return new Weights(config.withDecoding(decoding), dataType, arrays);
    }

    /** A copy in another floating type; DOUBLE is what finite differences need. */
    public Weights castTo(DataType type) {
        Map<String, INDArray> copies = new LinkedHashMap<>();
        arrays.forEach((key, array) -> copies.put(key, array.dup().castTo(type)));
        return new Weights(config, type, copies);
    }

    /** Row-major values of one parameter, copied. */
    public float[] values(String key) {
        INDArray array = get(key);
        return dataType == DataType.FLOAT
                ? NativeFloats.values(array)
                : array.data().asFloat();
    }

    /** Copies one row of a matrix. */
    void row(String key, int row, float[] to, int at) {
        INDArray matrix = get(key);
        int width = Math.toIntExact(matrix.size(1));
        if (dataType == DataType.FLOAT) {
            // a look-up by ND4J takes longer than a decoder layer
            NativeFloats.read(matrix, (long) row * width, to, at, width);
        } else {
            for (int i = 0; i < width; i++) {
                to[at + i] = matrix.getFloat(row, i);
            }
        }
    }

    /** What these weights are the parameters of. */
    public TrOcrConfig config() {
        return config;
    }

    /** FLOAT, or DOUBLE in tests. */
    public DataType dataType() {
        return dataType;
    }

    /** Key to array, in the order of {@link ParameterShapes}. */
    public Map<String, INDArray> arrays() {
        return arrays;
    }

    /**
     * Gives their memory back; the garbage collector would, too, but when it likes. No graph over them may run any
     * more.
     */
    @Override
    public void close() {
        arrays.values().forEach(INDArray::close);
    }

    INDArray get(String key) {
        INDArray array = arrays.get(key);
        if (array == null) {
            throw new IllegalArgumentException("No parameter is called " + key + " in this model.");
        }
        return array;
    }
}
