package io.github.trocr4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrOcrDecoderConfig;
import io.github.trocr4j.model.ViTConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AttentionMapsTest {
    private static final ImageSize SIZE = new ImageSize(8, 12);
    private static final TrOcrConfig CONFIG = SmallConfig.of("gelu", SIZE);
    private static final int TOKENS = 2 + 2 * 3;
    private static final String BODY = "decoder.model.decoder.";

    @ParameterizedTest
    @EnumSource(GraphEngine.class)
    void mapsAreTheSoftmaxAveragedOverHeads(GraphEngine engine) {
        Weights weights = SmallConfig.weights(CONFIG);
        INDArray encoded = encoded();
        double[] expected = attentionOfTheFirstToken(weights, encoded);
        try (InferenceGraphs graphs = InferenceGraphs.live(weights, engine)) {
            float[][][] found = graphs.crossAttention(encoded, new int[][] {{10, 3, 1, 4, 1}});
            assertThat(found[0]).hasDimensions(5, TOKENS);
            for (int i = 0; i < TOKENS; i++) {
                assertThat((double) found[0][0][i]).isCloseTo(expected[i], within(1e-5));
            }
        }
    }

    @Test
    void eachPictureAndTokenHasItsOwnMap() {
        INDArray two = Nd4j.vstack(encoded(), encoded().mul(2));
        try (InferenceGraphs graphs = InferenceGraphs.live(SmallConfig.weights(CONFIG), GraphEngine.PLANNED)) {
            float[][][] both = graphs.crossAttention(two, new int[][] {{10, 3, 1, 4, 1}, {10, 7, 7, 7, 7}});
            float[][][] first = graphs.crossAttention(encoded(), new int[][] {{10, 3, 1, 4, 1}});
            for (int t = 0; t < 5; t++) {
                assertThat(both[0][t]).containsExactly(first[0][t], within(1e-6f));
            }
            assertThat(both[1][0]).isNotEqualTo(both[0][0]);
            assertThat(both[0][1]).isNotEqualTo(both[0][0]);
        }
    }

    @Test
    void mapsWithoutTheSpecialTokensSumToOne() {
        AttentionMaps maps = AttentionMaps.of(
                new float[][] {{0.25f, 0.25f, 0.25f, 0, 0, 0, 0, 0.25f}, {0.5f, 0.5f, 0, 0, 0, 0, 0, 0}},
                CONFIG.encoder(),
                SIZE);
        assertThat(maps.rows()).isEqualTo(2);
        assertThat(maps.columns()).isEqualTo(3);
        assertThat(maps.weights()[0]).containsExactly(0.5f, 0, 0, 0, 0, 0.5f);
        assertThat(maps.weights()[1]).containsOnly(0);
    }

    @Test
    void aVitHasOneSpecialToken() {
        ViTConfig encoder = SmallConfig.family(true, true).encoder();
        AttentionMaps maps =
                AttentionMaps.of(new float[][] {{0.5f, 0.25f, 0, 0, 0, 0, 0.25f}}, encoder, encoder.imageSize());
        assertThat(maps.weights()[0]).containsExactly(0.5f, 0, 0, 0, 0, 0.5f);
    }

    private static INDArray encoded() {
        double[][] rows = new double[TOKENS][8];
        for (int i = 0; i < TOKENS; i++) {
            for (int j = 0; j < 8; j++) {
                rows[i][j] = Math.sin(1 + 3 * i + 1.7 * j);
            }
        }
        return Nd4j.create(rows).castTo(DataType.FLOAT);
    }

    /** Computes the expected map. The first token attends only to itself, so its self-attention is its value. */
    private static double[] attentionOfTheFirstToken(Weights weights, INDArray encoded) {
        double[] embedded = row(weights, "embed_tokens.weight", 10);
        double[] position = row(weights, "embed_positions.weight", TrOcrDecoderConfig.POSITION_OFFSET);
        for (int i = 0; i < embedded.length; i++) {
            embedded[i] = embedded[i] * Math.sqrt(embedded.length) + position[i];
        }
        double[] x = norm(weights, "layernorm_embedding", embedded);
        double[] value = linear(weights, "layers.0.self_attn.v_proj", x);
        double[] own = linear(weights, "layers.0.self_attn.out_proj", value);
        for (int i = 0; i < x.length; i++) {
            x[i] += own[i];
        }
        x = norm(weights, "layers.0.self_attn_layer_norm", x);
        double[] query = linear(weights, "layers.0.encoder_attn.q_proj", x);
        int headDim = query.length / 2;
        double[] mean = new double[TOKENS];
        for (int head = 0; head < 2; head++) {
            double[] exp = new double[TOKENS];
            double sum = 0;
            for (int token = 0; token < TOKENS; token++) {
                double[] key = linear(
                        weights,
                        "layers.0.encoder_attn.k_proj",
                        encoded.getRow(token).toDoubleVector());
                double score = 0;
                for (int i = head * headDim; i < (head + 1) * headDim; i++) {
                    score += query[i] * key[i] / Math.sqrt(headDim);
                }
                exp[token] = Math.exp(score);
                sum += exp[token];
            }
            for (int token = 0; token < TOKENS; token++) {
                mean[token] += exp[token] / sum / 2;
            }
        }
        return mean;
    }

    private static double[] row(Weights weights, String key, int row) {
        return weights.arrays().get(BODY + key).getRow(row).toDoubleVector();
    }

    private static double[] linear(Weights weights, String layer, double[] x) {
        double[] y = weights.arrays().get(BODY + layer + ".bias").toDoubleVector();
        for (int i = 0; i < y.length; i++) {
            double[] w = row(weights, layer + ".weight", i);
            for (int j = 0; j < x.length; j++) {
                y[i] += w[j] * x[j];
            }
        }
        return y;
    }

    private static double[] norm(Weights weights, String layer, double[] x) {
        double mean = 0;
        double square = 0;
        for (double value : x) {
            mean += value / x.length;
            square += value * value / x.length;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (x[i] - mean)
                            / Math.sqrt(square - mean * mean + TrOcrDecoderConfig.LAYER_NORM_EPS)
                            * weights.arrays().get(BODY + layer + ".weight").getDouble(i)
                    + weights.arrays().get(BODY + layer + ".bias").getDouble(i);
        }
        return y;
    }
}
