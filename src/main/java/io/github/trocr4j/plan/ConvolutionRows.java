package io.github.trocr4j.plan;

/**
 * Batch normalisation and ReLU, forward and backward, over rows of a picture: n values [columns, channels], where the
 * value of a channel is repeated for each column. Each array is used at the same index only, so C2 vectorises the
 * loops.
 */
final class ConvolutionRows {
    /** So large that each positive float but the very smallest becomes more than 1. */
    private static final float LARGE = 1e38f;

    private ConvolutionRows() {}

    /** Adds values and their squares to sums. */
    static void sums(float[] z, float[] sum, float[] squares, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += z[i];
            squares[i] += z[i] * z[i];
        }
    }

    /** Computes {@code y = max(0, scale z + shift)}. */
    static void activate(float[] z, float[] scale, float[] shift, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(0f, scale[i] * z[i] + shift[i]);
        }
    }

    /** Computes {@code y = max(0, z + shift)} in place. */
    static void biasAndReLu(float[] z, float[] shift, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.max(0f, z[i] + shift[i]);
        }
    }

    /** Sets the gradient {@code dy} to 0 where the output is 0, and adds it and its product with z to sums. */
    static void gradientSums(float[] z, float[] dy, float[] scale, float[] shift, float[] sum, float[] product, int n) {
        for (int i = 0; i < n; i++) {
            float on =
                    Math.min(1f, Math.max(0f, (scale[i] * z[i] + shift[i]) * LARGE)); // a comparison is not vectorised
            float du = dy[i] * on;
            sum[i] += du;
            product[i] += du * z[i];
        }
    }

    /** Computes the gradient of z, {@code scale dy [y > 0] + slope z + constant}, in {@code dy}. */
    static void gradient(float[] z, float[] dy, float[] scale, float[] shift, float[] slope, float[] constant, int n) {
        for (int i = 0; i < n; i++) {
            float on = Math.min(1f, Math.max(0f, (scale[i] * z[i] + shift[i]) * LARGE));
            dy[i] = scale[i] * (dy[i] * on) + slope[i] * z[i] + constant[i];
        }
    }

    /** Adds values to sums. */
    static void add(float[] values, float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += values[i];
        }
    }
}
