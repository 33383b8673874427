package io.github.trocr4j.plan;

/** One step of AdamW on a stretch of one parameter, in a loop that C2 compiles to vector instructions. */
final class AdamWKernel {
    private AdamWKernel() {}

    /**
     * What is the same for all values of a step.
     *
     * @param scale of the gradients (clipping)
     * @param keep 1 minus learning rate times decay
     * @param rest1 1 - beta1, rounded once: 1 - (float) 0.999 would be wrong in the fifth digit
     * @param rest2 1 - beta2
     * @param rate learning rate over the first moment's correction
     * @param rootCorrection 1 over the root of the second moment's correction
     */
    record Factors(
            float scale,
            float keep,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float rate,
            float rootCorrection,
            float epsilon) {}

    /** Changes parameter {@code p} and its moments {@code m} and {@code v} by gradient {@code g}. */
    static void step(float[] p, float[] m, float[] v, float[] g, int n, Factors f) {
        float scale = f.scale();
        float keep = f.keep();
        float beta1 = f.beta1();
        float beta2 = f.beta2();
        float rest1 = f.rest1();
        float rest2 = f.rest2();
        float rate = f.rate();
        float rootCorrection = f.rootCorrection();
        float epsilon = f.epsilon();
        for (int i = 0; i < n; i++) {
            float gradient = g[i] * scale;
            float first = beta1 * m[i] + rest1 * gradient;
            float second = beta2 * v[i] + rest2 * gradient * gradient;
            m[i] = first;
            v[i] = second;
            p[i] = p[i] * keep - rate * first / ((float) Math.sqrt(second) * rootCorrection + epsilon);
        }
    }

    /** Sum of squares, in four lanes of float and added up in double. */
    static double squares(float[] g, int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            s0 += g[i] * g[i];
            s1 += g[i + 1] * g[i + 1];
            s2 += g[i + 2] * g[i + 2];
            s3 += g[i + 3] * g[i + 3];
        }
        for (; i < n; i++) {
            s0 += g[i] * g[i];
        }
        return (double) s0 + s1 + s2 + s3;
    }
}
