package io.github.trocr4j.model;

import java.util.Arrays;

/**
 * Cross-attention of the decoder over the encoder's patches, one map for each generated token of one picture.
 *
 * @param rows number of patch rows
 * @param columns number of patch columns
 * @param weights [L][rows*columns], row-major; the weights of each token sum to 1. The weights of the special tokens,
 *     which have no position in the picture, are left out.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AttentionMaps(int rows, int columns, float[][] weights) {
    /**
     * Creates the maps of one picture.
     *
     * @param probabilities [L][T], over all T encoder tokens; the special tokens are dropped and the rest is
     *     renormalised
     */
    public static AttentionMaps of(float[][] probabilities, ViTConfig config, ImageSize size) {
        int columns = size.width() / config.patchSize();
        float[][] weights = new float[probabilities.length][];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Arrays.copyOfRange(probabilities[i], config.specialTokens(), config.tokens(size));
            float sum = 0;
            for (float weight : weights[i]) {
                sum += weight;
            }
            for (int j = 0; j < weights[i].length; j++) {
                weights[i][j] = sum == 0 ? 0 : weights[i][j] / sum;
            }
        }
        return new AttentionMaps(size.height() / config.patchSize(), columns, weights);
    }
}
