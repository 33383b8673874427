package io.github.trocr4j.kernel;

/**
 * Layer normalisation of rows (Ba et al. 2016) and its gradient, in loops over {@code float[]} that the JIT compiler
 * vectorises. Because arrays may alias, it does so only if all are accessed at the same index. Each row is therefore
 * copied to separate arrays first.
 */
public final class LayerNormKernel {
    private LayerNormKernel() {}

    /**
     * Computes {@code out = (x - mean) / sqrt(variance + eps) * gain + bias} for rows of {@code d} values. {@code out}
     * may be {@code x}.
     */
    public static void forward(float[] x, float[] gain, float[] bias, double eps, float[] out, int rows, int d) {
        float[] values = new float[d];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(x, row * d, values, 0, d);
            float scale = centre(values, d, eps);
            for (int i = 0; i < d; i++) {
                values[i] = values[i] * scale * gain[i] + bias[i];
            }
            System.arraycopy(values, 0, out, row * d, d);
        }
    }

    /** Subtracts the mean from a row and returns 1 / sqrt(variance + eps). */
    private static float centre(float[] values, int d, double eps) {
        float mean = Reduction.sum(values, 0, d) / d;
        for (int i = 0; i < d; i++) {
            values[i] -= mean;
        }
        return (float) (1 / Math.sqrt((double) Reduction.dot(values, values, 0, d) / d + eps));
    }

    /**
     * The input of {@link #backward}.
     *
     * @param gradOut gradient of the output
     */
    public record Backward(float[] x, float[] gain, double eps, float[] gradOut) {}

    /**
     * Computes the gradients for rows of {@code d} values. With the normalised row xhat and g = gradOut * gain,
     * {@code gradX = (g - mean(g) - xhat * mean(g * xhat)) / deviation}. The gradients of gain and bias are added to
     * {@code gradGain} and {@code gradBias}.
     */
    public static void backward(Backward in, float[] gradX, float[] gradGain, float[] gradBias, int rows, int d) {
        float[] gain = in.gain();
        float[] normalised = new float[d];
        float[] g = new float[d];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(in.x(), row * d, normalised, 0, d);
            System.arraycopy(in.gradOut(), row * d, g, 0, d);
            float scale = centre(normalised, d, in.eps());
            for (int i = 0; i < d; i++) {
                normalised[i] *= scale;
            }
            for (int i = 0; i < d; i++) {
                gradGain[i] += g[i] * normalised[i];
            }
            for (int i = 0; i < d; i++) {
                gradBias[i] += g[i];
            }
            for (int i = 0; i < d; i++) {
                g[i] *= gain[i];
            }
            float meanG = Reduction.sum(g, 0, d) / d;
            float meanProduct = Reduction.dot(g, normalised, 0, d) / d;
            for (int i = 0; i < d; i++) {
                g[i] = (g[i] - meanG - normalised[i] * meanProduct) * scale;
            }
            System.arraycopy(g, 0, gradX, row * d, d);
        }
    }
}
