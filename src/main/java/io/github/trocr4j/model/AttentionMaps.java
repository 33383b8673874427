package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where in one picture the decoder looks for each token that it reads, on the grid of the encoder's patches.
 *
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 * @param weights [L][rows*columns], row by row: the shares of the patches, which sum to 1; what the decoder looked at
 *     [CLS] and the distillation token, which have no place in the picture, is left out
 */
@SuppressWarnings("ArrayRecordComponent") // looked at, never compared
public record AttentionMaps(int rows, int columns, float[][] weights) {
    /** The part of T encoder tokens that are patches, from probabilities [L][T] over all of them. */
    public static AttentionMaps of(float[][] probabilities, DeiTConfig config, ImageSize size) {
        int columns = size.width() / config.patchSize();
        float[][] weights = new float[probabilities.length][];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Arrays.copyOfRange(probabilities[i], DeiTConfig.SPECIAL_TOKENS, config.tokens(size));
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

    /** Of each layer's probabilities [B, heads, L, T] the mean over layers and heads, [B][L][T]. */
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
