package io.github.trocr4j.forward;

import io.github.trocr4j.kernel.Reduction;

/**
 * Layer normalisation (Ba et al. 2016), as {@code torch.nn.LayerNorm}.
 *
 * @param gain {@code weight}, [d]
 * @param bias [d]
 * @param eps added to the variance
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LayerNorm(float[] gain, float[] bias, double eps) {
    /** Normalises a row in place. */
    void apply(float[] row) {
        int d = gain.length;
        float mean = Reduction.sum(row, 0, d) / d;
        for (int i = 0; i < d; i++) {
            row[i] -= mean;
        }
        float scale = (float) (1 / Math.sqrt((double) Reduction.dot(row, row, 0, d) / d + eps));
        for (int i = 0; i < d; i++) {
            row[i] = row[i] * scale * gain[i] + bias[i];
        }
    }
}
