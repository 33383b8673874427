package io.github.trocr4j.convert;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.checkpoint.Dtype;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.image.ImageProcessorConfig;
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
 * Writes a model of this project to a directory that HuggingFace's {@code VisionEncoderDecoderModel} loads and reads
 * with alike.
 *
 * <p>HF has one {@code vocab_size} for the embedding and the projection. The digit head's projection has no row for the
 * start token, so the export appends a row of zeros, and generation_config.json suppresses that token.
 * {@link CheckpointImporter} and {@link ModelDirectory#load} drop the row again.
 *
 * <p>HF does not know the temperature in reading.json. The export divides the projection by it, so that both give the
 * same probabilities; but not if the projection is tied to the embedding.
 */
public final class ModelExporter {
    private static final float MAX_FLOAT16 = 65504;

    private ModelExporter() {}

    /**
     * Writes config.json, generation_config.json, preprocessor_config.json and model.safetensors.
     *
     * @param dtype F32, or F16 for half the size. With F16, values are rounded, and HF computes in float32 with the
     *     rounded values, because config.json still says float32
     * @throws ConfigException if the model decodes in parallel, or pads pictures with the colour of their paper, which
     *     HF does not support
     * @throws IOException if a file cannot be written, or a value is NaN, infinite or exceeds the range of F16; the
     *     last three are found before anything is written
     */
    public static void export(ModelDirectory model, Path directory, Dtype dtype) throws IOException {
        TrOcrConfig config = model.config();
        if (config.decoding() == Decoding.PARALLEL) {
            // HF would load it, and generate() would silently return wrong digits.
            throw new ConfigException("digit_head.decoding: expected autoregressive, found parallel: HuggingFace's"
                    + " generate() feeds each digit back and cannot read with this model; export a model that"
                    + " was trained for autoregressive decoding.");
        }
        if (model.processor().config().fit() == ImageProcessorConfig.Fit.PAPER) {
            throw new ConfigException("preprocessor_config.json: expected pictures that are stretched or padded with"
                    + " black, found ones padded with the colour of their paper: HuggingFace has no image processor"
                    + " that does this; train a model with the fit pad and export that.");
        }
        boolean tied = config.decoder().tieWordEmbeddings();
        float temperature = tied ? 1 : model.reading().temperature();
        Map<String, long[]> shapes = new LinkedHashMap<>(ParameterShapes.of(config));
        long[] projection = {config.decoder().vocabSize(), config.decoder().dModel()};
        shapes.replace(ParameterShapes.OUTPUT_PROJECTION, projection); // left out if tied, as in HF
        SafetensorsWriter.Values values = key -> {
            float[] own = model.weights().values(key);
            return key.equals(ParameterShapes.OUTPUT_PROJECTION)
                    ? Arrays.copyOf(divided(own, temperature), Math.toIntExact(projection[0] * projection[1]))
                    : own;
        };
        for (String key : shapes.keySet()) {
            requireInRange(key, values.of(key), dtype);
        }
        ModelDirectory exported =
                tied ? model : model.withReading(model.reading().notFitted());
        exported.save(directory, shapes, values, dtype);
    }

    /** Divides the projection by the temperature, in place, which divides the logits by it. */
    private static float[] divided(float[] projection, float temperature) {
        for (int i = 0; i < projection.length; i++) {
            projection[i] /= temperature;
        }
        return projection;
    }

    private static void requireInRange(String key, float[] values, Dtype dtype) throws IOException {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IOException(
                        key + ": expected finite numbers, found " + value + "; export another checkpoint.");
            }
            if (dtype == Dtype.F16 && Math.abs(value) > MAX_FLOAT16) {
                throw new IOException(key + ": expected values within the range of F16, up to 65504, found " + value
                        + "; export F32.");
            }
        }
    }
}
