package io.github.trocr4j.forward;

import java.util.function.Function;

/**
 * The parameters of a checkpoint under a prefix of their keys.
 *
 * @param values returns the values of a key, row-major
 * @param prefix begins all keys
 */
record Parameters(Function<String, float[]> values, String prefix) {
    Parameters in(String name) {
        return new Parameters(values, prefix + name + ".");
    }

    float[] get(String name) {
        return values.apply(prefix + name);
    }

    Linear linear(String name, int out, boolean bias, float scale) {
        return Linear.of(get(name + ".weight"), bias ? get(name + ".bias") : null, out, scale);
    }

    Linear linear(String name, int out) {
        return linear(name, out, true, 1);
    }

    LayerNorm layerNorm(String name, double eps) {
        return new LayerNorm(get(name + ".weight"), get(name + ".bias"), eps);
    }
}
