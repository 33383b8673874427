package io.github.trocr4j.forward;

import java.util.function.Function;

/**
 * The parameters of a checkpoint under a prefix of their keys.
 *
 * @param values returns a new array with the values of a key, row-major
 * @param prefix begins all keys
 * @param products computes with them
 */
record Parameters(Function<String, float[]> values, String prefix, Products products) {
    Parameters in(String name) {
        return new Parameters(values, prefix + name + ".", products);
    }

    float[] get(String name) {
        return values.apply(prefix + name);
    }

    Linear linear(String name, int out) {
        return joined(1, true, out, name);
    }

    /**
     * Returns a layer whose outputs are those of several layers with the same input, one after the other.
     *
     * @param scale what the outputs of the first one are multiplied by
     * @param bias whether they have one
     * @param out outputs of each
     */
    Linear joined(float scale, boolean bias, int out, String... names) {
        float[][] weights = new float[names.length][];
        float[] biases = bias ? new float[names.length * out] : null;
        for (int i = 0; i < names.length; i++) {
            weights[i] = get(names[i] + ".weight");
            if (bias) {
                System.arraycopy(get(names[i] + ".bias"), 0, biases, i * out, out);
            }
            for (int j = 0; i == 0 && scale != 1 && j < out; j++) {
                int in = weights[0].length / out;
                for (int t = 0; t < in; t++) {
                    weights[0][j * in + t] *= scale;
                }
                if (bias) {
                    biases[j] *= scale;
                }
            }
        }
        return products.linear(weights, biases, out);
    }

    LayerNorm layerNorm(String name, double eps) {
        return new LayerNorm(get(name + ".weight"), get(name + ".bias"), eps);
    }
}
