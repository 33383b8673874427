package io.github.trocr4j.plan;

/**
 * Sums and maxima of a stretch of an array. C2 keeps the order of floating-point additions and therefore vectorises
 * none of these loops; eight sums at a time keep the processor busy all the same, and lose less than a single one
 * would.
 */
final class Reduction {
    private static final int LANES = 8;

    private Reduction() {}

    /** Sum of {@code n} values from {@code start} on. */
    static float sum(float[] x, int start, int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = start;
        int end = start + n;
        for (; i + LANES <= end; i += LANES) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
            s4 += x[i + 4];
            s5 += x[i + 5];
            s6 += x[i + 6];
            s7 += x[i + 7];
        }
        for (; i < end; i++) {
            s0 += x[i];
        }
        return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7));
    }

    /** Sum of products of {@code n} values of both from {@code start} on. */
    static float dot(float[] a, float[] b, int start, int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = start;
        int end = start + n;
        for (; i + 4 <= end; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < end; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** The largest of {@code n} values from {@code start} on; NaNs are passed over, unless there is nothing else. */
    static float max(float[] x, int start, int n) {
        float max = x[start];
        for (int i = start + 1; i < start + n; i++) {
            if (x[i] > max) { // a branch that is rarely taken is faster than Math.max, which looks for NaN and -0
                max = x[i];
            }
        }
        return max;
    }
}
