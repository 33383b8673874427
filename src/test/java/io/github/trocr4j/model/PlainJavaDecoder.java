package io.github.trocr4j.model;

import java.util.Arrays;

/**
 * A reference implementation of {@link Decoding#PARALLEL} for one picture, in double and in plain loops. It shares only
 * the weights with the graphs.
 */
record PlainJavaDecoder(Weights weights) {
    private static final String BODY = "decoder.model.decoder.";

    /** Returns the logits [L][V] of the start token at each of L positions, from encoder rows [T][hidden]. */
    double[][] logits(double[][] encoded, int length) {
        TrOcrDecoderConfig config = weights.config().decoder();
        double[] start = matrix(BODY + "embed_tokens")[config.decoderStartTokenId()];
        double[][] positions = matrix(BODY + "embed_positions");
        double scale = config.scaleEmbedding() ? Math.sqrt(config.dModel()) : 1;
        double[][] x = new double[length][config.dModel()];
        for (int t = 0; t < length; t++) {
            for (int i = 0; i < config.dModel(); i++) {
                x[t][i] = start[i] * scale + positions[t + 2][i];
            }
        }
        x = layerNorm(x, BODY + "layernorm_embedding");
        for (int i = 0; i < config.decoderLayers(); i++) {
            String layer = BODY + "layers." + i + ".";
            x = layerNorm(sum(x, attention(x, x, layer + "self_attn.")), layer + "self_attn_layer_norm");
            x = layerNorm(sum(x, attention(x, encoded, layer + "encoder_attn.")), layer + "encoder_attn_layer_norm");
            double[][] inner = linear(x, layer + "fc1");
            for (double[] row : inner) {
                Arrays.setAll(row, j -> Math.max(0, row[j]));
            }
            x = layerNorm(sum(x, linear(inner, layer + "fc2")), layer + "final_layer_norm");
        }
        return product(
                x,
                matrix("decoder.output_projection"),
                new double[weights.config().outputs()]);
    }

    private double[][] attention(double[][] x, double[][] from, String prefix) {
        int headDim = weights.config().decoder().headDim();
        double[][] query = linear(x, prefix + "q_proj");
        double[][] key = linear(from, prefix + "k_proj");
        double[][] value = linear(from, prefix + "v_proj");
        double[][] context = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            for (int head = 0; head < x[0].length; head += headDim) {
                double[] weight = new double[from.length];
                double total = 0;
                for (int s = 0; s < from.length; s++) {
                    double score = 0;
                    for (int i = head; i < head + headDim; i++) {
                        score += query[t][i] * key[s][i];
                    }
                    weight[s] = Math.exp(score / Math.sqrt(headDim));
                    total += weight[s];
                }
                for (int s = 0; s < from.length; s++) {
                    for (int i = head; i < head + headDim; i++) {
                        context[t][i] += weight[s] / total * value[s][i];
                    }
                }
            }
        }
        return linear(context, prefix + "out_proj");
    }

    private double[][] linear(double[][] x, String name) {
        float[] bias = weights.values(name + ".bias");
        double[] wide = new double[bias.length];
        Arrays.setAll(wide, i -> bias[i]);
        return product(x, matrix(name), wide);
    }

    /** Returns {@code x W^T + b}. */
    private static double[][] product(double[][] x, double[][] matrix, double[] bias) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = bias.clone();
            for (int out = 0; out < bias.length; out++) {
                for (int in = 0; in < x[t].length; in++) {
                    y[t][out] += x[t][in] * matrix[out][in];
                }
            }
        }
        return y;
    }

    private double[][] layerNorm(double[][] x, String name) {
        float[] gain = weights.values(name + ".weight");
        float[] bias = weights.values(name + ".bias");
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double[] row = x[t];
            double mean = Arrays.stream(row).average().orElseThrow();
            double variance = Arrays.stream(row)
                    .map(v -> (v - mean) * (v - mean))
                    .average()
                    .orElseThrow();
            y[t] = new double[row.length];
            Arrays.setAll(y[t], i -> (row[i] - mean) / Math.sqrt(variance + 1e-5) * gain[i] + bias[i]);
        }
        return y;
    }

    private static double[][] sum(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][];
        for (int t = 0; t < a.length; t++) {
            double[] left = a[t];
            double[] right = b[t];
            sum[t] = new double[left.length];
            Arrays.setAll(sum[t], i -> left[i] + right[i]);
        }
        return sum;
    }

    private double[][] matrix(String name) {
        return weights.get(name + ".weight").toDoubleMatrix();
    }
}
