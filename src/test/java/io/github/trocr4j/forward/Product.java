package io.github.trocr4j.forward;

/**
 * Adds products of rows and a matrix to accumulators: {@code c[j] += sum over t of x[from + t] * w[t][j]}. Each row of
 * the matrix is an array of its own, because C2 vectorises a loop over several arrays only if all are accessed at the
 * same index. Two rows by two is the largest block whose loop C2 of Java 17 vectorises; it loads two values for each
 * multiplication and runs at a third of the processor's peak.
 */
final class Product {
    private Product() {}

    /**
     * Adds the products of two rows.
     *
     * @param x0 the first row
     * @param x1 the second row
     * @param from index of their first factor
     * @param w the matrix, [depth][at least n]
     * @param c0 accumulator of the first row
     * @param c1 accumulator of the second row
     */
    static void add(float[] x0, float[] x1, int from, float[][] w, int depth, float[] c0, float[] c1, int n) {
        int t = 0;
        for (; t + 2 <= depth; t += 2) {
            int i = from + t;
            block(x0[i], x0[i + 1], x1[i], x1[i + 1], w[t], w[t + 1], c0, c1, n);
        }
        for (; t < depth; t++) {
            scaled(x0[from + t], w[t], c0, n);
            scaled(x1[from + t], w[t], c1, n);
        }
    }

    /** Adds the products of one row. */
    static void add(float[] x, int from, float[][] w, int depth, float[] c, int n) {
        int t = 0;
        for (; t + 4 <= depth; t += 4) {
            int i = from + t;
            four(x[i], x[i + 1], x[i + 2], x[i + 3], w[t], w[t + 1], w[t + 2], w[t + 3], c, n);
        }
        for (; t < depth; t++) {
            scaled(x[from + t], w[t], c, n);
        }
    }

    private static void block(
            float a00, float a01, float a10, float a11, float[] w0, float[] w1, float[] c0, float[] c1, int n) {
        for (int j = 0; j < n; j++) {
            float v0 = w0[j];
            float v1 = w1[j];
            float s0 = c0[j] + a00 * v0 + a01 * v1;
            float s1 = c1[j] + a10 * v0 + a11 * v1;
            c0[j] = s0;
            c1[j] = s1;
        }
    }

    private static void four(
            float a0, float a1, float a2, float a3, float[] w0, float[] w1, float[] w2, float[] w3, float[] c, int n) {
        for (int j = 0; j < n; j++) {
            c[j] += a0 * w0[j] + a1 * w1[j] + a2 * w2[j] + a3 * w3[j];
        }
    }

    private static void scaled(float a, float[] w, float[] c, int n) {
        for (int j = 0; j < n; j++) {
            c[j] += a * w[j];
        }
    }
}
