package io.github.trocr4j.kernel;

/**
 * Sums and maxima of a range of an array. C2 preserves the order of floating-point additions, so it does not vectorise
 * these loops. Several partial sums use instruction-level parallelism instead, and have a smaller rounding error than a
 * single one.
 */
public final class Reduction {
    private static final int LANES = 8;

    private Reduction() {}

    /** Returns the sum of {@code n} values from index {@code start}. */
    public static float sum(float[] x, int start, int n) {
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

    /** Returns the dot product of {@code n} values of both arrays from index {@code start}. */
    public static float dot(float[] a, float[] b, int start, int n) {
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

    /**
     * Returns the maximum of {@code n} values from index {@code start}. NaN is ignored unless the first value is NaN.
     */
    public static float max(float[] x, int start, int n) {
        float max = x[start];
        for (int i = start + 1; i < start + n; i++) {
            if (x[i] > max) { // a rarely taken branch is faster than Math.max, which checks for NaN and -0
                max = x[i];
            }
        }
        return max;
    }
}
