package io.github.trocr4j.plan;

/**
 * Softmax of rows and its gradient. The exponential is a polynomial of a small part of the exponent, squared six times:
 * no branch, no bits, so that the loop vectorises.
 */
final class SoftmaxKernel {
    private static final float SMALLEST = -87f;

    private SoftmaxKernel() {}

    /** {@code out = exp(x - max) / sum}, along each row. A row with a NaN or +infinity becomes NaN, as in PyTorch. */
    static void forward(float[] x, float[] out, int rows, int width) {
        for (int row = 0; row < rows; row++) {
            int start = row * width;
            shift(x, out, start, width, Reduction.max(x, start, width));
        }
        exp(out, rows * width); // of all rows at once: vector loops take a while to get going
        for (int row = 0; row < rows; row++) {
            int start = row * width;
            scale(out, start, width, 1 / Reduction.sum(out, start, width));
        }
    }

    /** {@code out = y (g - sum(g y))}, along each row. */
    static void gradient(float[] y, float[] g, float[] out, int rows, int width) {
        for (int row = 0; row < rows; row++) {
            int start = row * width;
            float dot = Reduction.dot(y, g, start, width);
            for (int i = start; i < start + width; i++) {
                out[i] = y[i] * (g[i] - dot);
            }
        }
    }

    private static void shift(float[] x, float[] out, int start, int width, float max) {
        for (int i = start; i < start + width; i++) {
            out[i] = x[i] - max;
        }
    }

    /** In place, for values of at most 0; exp(-87), nearly 0, below -87. */
    private static void exp(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            float r = Math.max(x[i], SMALLEST) * (1f / 64); // NaN stays NaN
            // e^r - 1, Taylor: good to the last bit where e^(64 r) is more than 1e-9
            float q = 1f / 5040;
            q = q * r + 1f / 720;
            q = q * r + 1f / 120;
            q = q * r + 1f / 24;
            q = q * r + 1f / 6;
            q = q * r + 0.5f;
            q = q * r + 1f;
            q = q * r;
            q = q * (q + 2); // e^2r - 1, which loses nothing near 0 as squaring e^r would
            q = q * (q + 2);
            q = q * (q + 2);
            float e = 1 + q; // e^8r
            e = e * e;
            e = e * e;
            x[i] = e * e;
        }
    }

    private static void scale(float[] x, int start, int width, float factor) {
        for (int i = start; i < start + width; i++) {
            x[i] *= factor;
        }
    }
}
