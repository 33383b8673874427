package io.github.trocr4j.train;

import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.ViTConfig;

/**
 * The split of an optimiser step into micro-batches that fit into memory.
 *
 * @param batchSize strips in one micro-batch
 * @param accumulation micro-batches in one step
 */
public record BatchPlan(int batchSize, int accumulation) {
    /**
     * Returns the split into the fewest equal micro-batches that fit, according to an estimate.
     *
     * @param wanted strips in one optimiser step
     * @param bytes available memory
     */
    public static BatchPlan fitting(TrOcrConfig config, int wanted, long bytes) {
        // weights, gradients and both moments
        long fixed = 4 * 4 * ParameterShapes.count(config);
        long most = Math.max(1, (bytes - fixed) / bytesPerStrip(config));
        int accumulation = 1;
        while (wanted / accumulation > most || wanted % accumulation != 0) {
            accumulation++;
        }
        return new BatchPlan(wanted / accumulation, accumulation);
    }

    /**
     * Estimates the memory of training outside the Java heap, in bytes: parameters, gradients, moments and activations.
     */
    public long bytes(TrOcrConfig config) {
        return 4 * 4 * ParameterShapes.count(config) + batchSize * bytesPerStrip(config);
    }

    /**
     * Returns the bytes of the encoder's activations and their gradients for one strip. Other activations are
     * negligible.
     */
    static long bytesPerStrip(TrOcrConfig config) {
        ViTConfig c = config.encoder();
        long tokens = c.tokens(c.imageSize());
        long rows = tokens * (16L * c.hiddenSize() + 4L * c.intermediateSize());
        long scores = 4L * c.numAttentionHeads() * tokens * tokens;
        return 4L * 2 * c.numHiddenLayers() * (rows + scores);
    }
}
