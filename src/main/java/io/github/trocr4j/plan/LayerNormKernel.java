package io.github.trocr4j.plan;

/**
 * Layer normalisation of rows (Ba et al. 2016) and its gradient, in loops over {@code float[]} that the JIT compiler turns
 * into vector instructions. Sums are kept in eight lanes, so that they vectorise and lose less than a single sum would.
 */
final class LayerNormKernel {
    private static final int LANES = 8;

    private LayerNormKernel() {}

    /**
     * {@code out = (x - mean) / sqrt(variance + eps) * gain + bias}, for rows of {@code d} values. The result may be the
     * input.
     */
    static void forward(float[] x, float[] gain, float[] bias, double eps, float[] out, int rows, int d) {
        for (int row = 0; row < rows; row++) {
            int start = row * d;
            float mean = mean(x, start, d);
            float scale = inverseDeviation(x, start, d, mean, eps);
            for (int i = 0; i < d; i++) {
                out[start + i] = (x[start + i] - mean) * scale * gain[i] + bias[i];
            }
        }
    }

    /** What {@link #backward} reads: input, gain, epsilon and the gradient of the output. */
    record Backward(float[] x, float[] gain, double eps, float[] gradOut) {}

    /**
     * The gradient, for rows of {@code d} values. With xhat the normalised row and g = gradOut * gain:
     * {@code gradX = (g - mean(g) - xhat * mean(g * xhat)) / deviation}; the rows' share is added to {@code gradGain} and
     * {@code gradBias}.
     */
    static void backward(Backward in, float[] gradX, float[] gradGain, float[] gradBias, int rows, int d) {
        float[] x = in.x();
        float[] gain = in.gain();
        float[] gradOut = in.gradOut();
        float[] normalised = new float[d];
        float[] g = new float[d];
        float[] product = new float[d];
        for (int row = 0; row < rows; row++) {
            int start = row * d;
            float mean = mean(x, start, d);
            float scale = inverseDeviation(x, start, d, mean, in.eps());
            for (int i = 0; i < d; i++) {
                normalised[i] = (x[start + i] - mean) * scale;
            }
            for (int i = 0; i < d; i++) {
                float up = gradOut[start + i];
                gradGain[i] += up * normalised[i];
                gradBias[i] += up;
                g[i] = up * gain[i];
                product[i] = up * gain[i] * normalised[i];
            }
            float meanG = mean(g, 0, d);
            float meanProduct = mean(product, 0, d);
            for (int i = 0; i < d; i++) {
                gradX[start + i] = (g[i] - meanG - normalised[i] * meanProduct) * scale;
            }
        }
    }

    private static float mean(float[] x, int start, int d) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = 0;
        for (; i + LANES <= d; i += LANES) {
            int j = start + i;
            s0 += x[j];
            s1 += x[j + 1];
            s2 += x[j + 2];
            s3 += x[j + 3];
            s4 += x[j + 4];
            s5 += x[j + 5];
            s6 += x[j + 6];
            s7 += x[j + 7];
        }
        for (; i < d; i++) {
            s0 += x[start + i];
        }
        return (((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7))) / d;
    }

    private static float inverseDeviation(float[] x, int start, int d, float mean, double eps) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= d; i += 4) {
            int j = start + i;
            float a = x[j] - mean;
            float b = x[j + 1] - mean;
            float c = x[j + 2] - mean;
            float e = x[j + 3] - mean;
            s0 += a * a;
            s1 += b * b;
            s2 += c * c;
            s3 += e * e;
        }
        for (; i < d; i++) {
            float a = x[start + i] - mean;
            s0 += a * a;
        }
        return (float) (1 / Math.sqrt(((double) s0 + s1 + s2 + s3) / d + eps));
    }
}
