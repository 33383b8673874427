package io.github.trocr4j.forward;

import io.github.trocr4j.kernel.GeluKernel;

/** The activation functions of TrOCR: {@code hidden_act} and {@code activation_function}. */
enum Activation {
    /** The exact GELU, with erf. */
    GELU {
        @Override
        void apply(float[] row, int n) {
            GeluKernel.forward(row, row, 0, n);
        }
    },
    /** The rectifier. */
    RELU {
        @Override
        void apply(float[] row, int n) {
            for (int i = 0; i < n; i++) {
                row[i] = Math.max(0, row[i]);
            }
        }
    };

    /** Computes the function of the first n values in place. */
    abstract void apply(float[] row, int n);

    static Activation named(String name) {
        return name.equals("gelu") ? GELU : RELU;
    }
}
