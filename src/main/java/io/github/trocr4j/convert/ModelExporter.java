package io.github.trocr4j.convert;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.checkpoint.Dtype;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * From a model of this project to a directory that HuggingFace's {@code VisionEncoderDecoderModel} loads and that reads
 * the same there.
 *
 * <p>HF knows one number of tokens, {@code vocab_size}, for the embedding and the projection. The digit head's projection
 * has no row for the start token, so the exported one gets a row of zeros, and generation_config.json suppresses that
 * token. {@link CheckpointImporter} and {@link ModelDirectory#load} leave the row out again.
 */
public final class ModelExporter {
    private static final String PROJECTION = "decoder.output_projection.weight";
    private static final float LARGEST_HALF = 65504;

    private ModelExporter() {}

    /**
     * Writes config.json, generation_config.json, preprocessor_config.json and model.safetensors.
     *
     * @param dtype F32, or F16 for half the size: then values are rounded, and HF computes with the rounded ones in
     *     float, because config.json still says float32
     * @throws ConfigException if the model reads in parallel, which HF cannot
     * @throws IOException if it cannot be written, or a value is beyond the range of F16
     */
    public static void export(ModelDirectory model, Path directory, Dtype dtype) throws IOException {
        TrOcrConfig config = model.config();
        if (config.decoding() == Decoding.PARALLEL) {
            // It would load there, and generate() would read wrong digits without a word.
            throw new ConfigException("digit_head.decoding: expected autoregressive, found parallel: HuggingFace's"
                    + " generate() feeds each digit back and cannot read with this model; export one that"
                    + " was trained to read autoregressively.");
        }
        Map<String, long[]> shapes = new LinkedHashMap<>(ParameterShapes.of(config));
        long[] projection = {config.decoder().vocabSize(), config.decoder().dModel()};
        shapes.put(PROJECTION, projection);
        SafetensorsWriter.Values values = key -> {
            float[] own = model.weights().values(key);
            if (dtype == Dtype.F16) {
                requireInRange(key, own);
            }
            return key.equals(PROJECTION) ? Arrays.copyOf(own, Math.toIntExact(projection[0] * projection[1])) : own;
        };
        model.save(directory, shapes, values, dtype);
    }

    private static void requireInRange(String key, float[] values) throws IOException {
        for (float value : values) {
            if (Math.abs(value) > LARGEST_HALF) {
                throw new IOException(
                        key + ": expected values that F16 can hold, up to 65504, found " + value + "; export F32.");
            }
        }
    }
}
