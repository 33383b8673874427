package io.github.trocr4j.kernel;

/**
 * The exact GELU, x Phi(x) (Hendrycks and Gimpel 2016), and its derivative, in loops that the JIT compiler vectorises:
 * no branches, tables or calls. Both are rational approximations, fitted for this project, with an error below 5e-7 in
 * float. The result for NaN is NaN.
 */
public final class GeluKernel {
    private GeluKernel() {}

    /** Computes {@code out[i] = x[i] Phi(x[i])} for i from {@code from} to {@code to - 1}. */
    public static void forward(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            float v = x[i];
            // x Phi(x) = (x + |x| erf(|x|/sqrt 2)) / 2; erf(t) = t P(t^2)/Q(t^2) for t <= 3.92, beyond that 1
            float magnitude = Math.abs(v);
            float t = Math.min(magnitude * 0.70710677f, 3.92f);
            float u = t * t;
            float p = 1.9924077e-08f;
            p = p * u - 1.9579525e-06f;
            p = p * u + 0.00014187515f;
            p = p * u + 0.0037025684f;
            p = p * u + 0.050576273f;
            p = p * u + 0.19994652f;
            p = p * u + 1.1283791f;
            float q = 0.00095627765f;
            q = q * u + 0.014355112f;
            q = q * u + 0.11500754f;
            q = q * u + 0.51052964f;
            q = q * u + 1f;
            out[i] = 0.5f * (v + magnitude * (t * p / q));
        }
    }

    /**
     * Computes the derivative, {@code out[i] = Phi(x[i]) + x[i] phi(x[i])}. It minus 1/2 is odd; beyond 5.6 it is 0 or
     * 1.
     */
    public static void derivative(float[] x, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            float c = Math.max(-5.6f, Math.min(5.6f, x[i]));
            float u = c * c;
            float p = 1.5010537e-08f;
            p = p * u + 6.01879e-07f;
            p = p * u + 3.4118635e-05f;
            p = p * u + 7.876628e-05f;
            p = p * u + 0.014132954f;
            p = p * u - 0.029250521f;
            p = p * u + 0.7978845f;
            float q = 1.2881155e-09f;
            q = q * u + 2.5469285e-07f;
            q = q * u + 8.710295e-06f;
            q = q * u + 0.00021479401f;
            q = q * u + 0.0036205933f;
            q = q * u + 0.041604474f;
            q = q * u + 0.29667312f;
            q = q * u + 1f;
            out[i] = 0.5f + c * p / q;
        }
    }
}
