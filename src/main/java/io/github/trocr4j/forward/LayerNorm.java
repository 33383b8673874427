package io.github.trocr4j.forward;

/**
 * Layer normalisation (Ba et al. 2016), as {@code torch.nn.LayerNorm}.
 *
 * @param gain {@code weight}, [d]
 * @param bias [d]
 * @param eps added to the variance
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LayerNorm(float[] gain, float[] bias, double eps) {
    /** Normalises a row in place. Sums are of doubles: their rounding would reach every value of the row. */
    void apply(float[] row) {
        int d = gain.length;
        float mean = (float) (sum(row, d) / d);
        for (int i = 0; i < d; i++) {
            row[i] -= mean;
        }
        float scale = (float) (1 / Math.sqrt(sumOfSquares(row, d) / d + eps));
        for (int i = 0; i < d; i++) {
            row[i] = row[i] * scale * gain[i] + bias[i];
        }
    }

    /** Four partial sums, as in {@link io.github.trocr4j.kernel.Reduction}. */
    private static double sum(float[] x, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
        }
        for (; i < n; i++) {
            s0 += x[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static double sumOfSquares(float[] x, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            s0 += (double) x[i] * x[i];
            s1 += (double) x[i + 1] * x[i + 1];
            s2 += (double) x[i + 2] * x[i + 2];
            s3 += (double) x[i + 3] * x[i + 3];
        }
        for (; i < n; i++) {
            s0 += (double) x[i] * x[i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
