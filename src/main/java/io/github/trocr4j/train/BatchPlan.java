package io.github.trocr4j.train;

import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import io.github.trocr4j.model.ViTConfig;
import java.util.Map;

/**
 * The split of an optimiser step into micro-batches that fit into memory.
 *
 * @param batchSize strips in one micro-batch
 * @param accumulation micro-batches in one step
 */
public record BatchPlan(int batchSize, int accumulation) {
    /** Arrays [L, V] of logits, labels and their gradients that exist at the same time. */
    private static final int LOGITS = 6;

    /**
     * What else the memory of a training depends on.
     *
     * @param freeze part of the model that is not trained
     * @param labels labels of a strip at most
     */
    public record Load(TrainingConfig.Freeze freeze, int labels) {}

    /**
     * Returns the split into the fewest equal micro-batches that fit, according to an estimate.
     *
     * @param wanted strips in one optimiser step
     * @param bytes available memory
     */
    public static BatchPlan fitting(TrOcrConfig config, Load load, int wanted, long bytes) {
        long most = Math.max(1, (bytes - fixedBytes(config, load)) / bytesPerStrip(config, load));
        int accumulation = 1;
        while (wanted / accumulation > most || wanted % accumulation != 0) {
            accumulation++;
        }
        return new BatchPlan(wanted / accumulation, accumulation);
    }

    /**
     * Estimates the memory of training outside the Java heap, in bytes: parameters, gradients, moments and activations.
     */
    public long bytes(TrOcrConfig config, Load load) {
        return fixedBytes(config, load) + batchSize * bytesPerStrip(config, load);
    }

    /** Returns the bytes of the weights, and of a gradient and two moments of each that is trained. */
    private static long fixedBytes(TrOcrConfig config, Load load) {
        long values = 0;
        for (Map.Entry<String, long[]> parameter : ParameterShapes.of(config).entrySet()) {
            long arrays = load.freeze.trains(parameter.getKey()) ? 4 : 1;
            values += arrays * ParameterShapes.length(parameter.getValue());
        }
        return Float.BYTES * values;
    }

    /** Returns the bytes of the activations and their gradients for one strip. A frozen encoder keeps one layer's. */
    static long bytesPerStrip(TrOcrConfig config, Load load) {
        ViTConfig e = config.encoder();
        TrOcrDecoderConfig d = config.decoder();
        long tokens = e.tokens(e.imageSize());
        long encoder = tokens * (16L * e.hiddenSize() + 4L * e.intermediateSize())
                + 4L * e.numAttentionHeads() * tokens * tokens;
        long layers = load.freeze == TrainingConfig.Freeze.NONE ? 2L * e.numHiddenLayers() : 1;
        long labels = load.labels;
        long decoder = labels * (20L * d.dModel() + 2L * d.decoderFfnDim())
                + 4L * d.decoderAttentionHeads() * labels * (labels + tokens)
                + tokens * 2L * d.dModel();
        long logits = LOGITS * labels * config.outputs();
        return Float.BYTES * (layers * encoder + 2L * d.decoderLayers() * decoder + logits);
    }
}
