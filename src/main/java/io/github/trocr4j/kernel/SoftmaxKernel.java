package io.github.trocr4j.kernel;

/**
 * Softmax of rows and its gradient. The exponential is a polynomial of 1/64 of the exponent, squared six times. There
 * are no branches or bit operations, so the loop is vectorised.
 */
public final class SoftmaxKernel {
    private static final float SMALLEST = -87f;

    private SoftmaxKernel() {}

    /**
     * Computes {@code out = exp(x - max) / sum} along each row. A row with NaN or +infinity becomes NaN, as in PyTorch.
     */
    public static void forward(float[] x, float[] out, int rows, int width) {
        for (int row = 0; row < rows; row++) {
            int start = row * width;
            shift(x, out, start, width, Reduction.max(x, start, width));
        }
        exp(out, rows * width); // all rows in one call, because short vector loops are inefficient
        for (int row = 0; row < rows; row++) {
            int start = row * width;
            scale(out, start, width, 1 / Reduction.sum(out, start, width));
        }
    }

    /** Computes the softmax of one row in double, with the same bits on every processor. */
    public static void row(float[] logits, float[] out, int at) {
        float max = Reduction.max(logits, 0, logits.length);
        double[] exponentials = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            exponentials[i] = StrictMath.exp((double) logits[i] - max);
            sum += exponentials[i];
        }
        for (int i = 0; i < logits.length; i++) {
            out[at + i] = (float) (exponentials[i] / sum);
        }
    }

    /** Computes {@code out = y (g - sum(g y))} along each row. */
    public static void gradient(float[] y, float[] g, float[] out, int rows, int width) {
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

    /** Computes exp in place for values of at most 0. Values below -87 are clamped to -87, where exp is nearly 0. */
    private static void exp(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            float r = Math.max(x[i], SMALLEST) * (1f / 64); // NaN stays NaN
            // Taylor series of e^r - 1; accurate to the last bit if e^(64 r) > 1e-9
            float q = 1f / 5040;
            q = q * r + 1f / 720;
            q = q * r + 1f / 120;
            q = q * r + 1f / 24;
            q = q * r + 1f / 6;
            q = q * r + 0.5f;
            q = q * r + 1f;
            q = q * r;
            q = q * (q + 2); // e^2r - 1; unlike squaring e^r, accurate near 0
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
