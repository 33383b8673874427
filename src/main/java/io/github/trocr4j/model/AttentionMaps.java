package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

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

    /**
     * Returns the mean over layers and heads.
     *
     * @param layers probabilities of each layer, [B, heads, L, T]
     * @return [B][L][T]
     */
    static float[][][] mean(List<INDArray> layers) {
        INDArray first = layers.get(0);
        int heads = (int) first.size(1);
        int tokens = (int) first.size(3);
        float[][][] mean = new float[(int) first.size(0)][(int) first.size(2)][tokens];
        float share = 1f / (layers.size() * heads);
        for (INDArray layer : layers) {
            float[] values = layer.dup('c').data().asFloat();
            int at = 0;
            for (float[][] picture : mean) {
                for (int head = 0; head < heads; head++) {
                    for (float[] token : picture) {
                        for (int i = 0; i < tokens; i++) {
                            token[i] += share * values[at++];
                        }
                    }
                }
            }
        }
        return mean;
    }
}
