package io.github.trocr4j.forward;

/**
 * Adds products of rows and a matrix to accumulators: {@code c[j] += sum over t of x[from + t] * w[t][j]}. Each row of
 * the matrix is an array of its own, because C2 vectorises a loop over several arrays only if all are accessed at the
 * same index. Two rows by three is the largest block whose loop C2 of Java 17 vectorises. A loop begins and ends with
 * scalar steps, so long rows are faster: with 768 columns it computes 64 GFLOP/s where 192 have 37 (one core of Zen 4).
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
     * @param first row of the matrix that belongs to {@code from}
     * @param depth number of factors
     * @param c0 accumulator of the first row
     * @param c1 accumulator of the second row
     */
    static void add(
            float[] x0, float[] x1, int from, float[][] w, int first, int depth, float[] c0, float[] c1, int n) {
        int t = 0;
        for (; t + 3 <= depth; t += 3) {
            int i = from + t;
            int row = first + t;
            block(x0[i], x0[i + 1], x0[i + 2], x1[i], x1[i + 1], x1[i + 2], w[row], w[row + 1], w[row + 2], c0, c1, n);
        }
        for (; t < depth; t++) {
            scaled(x0[from + t], w[first + t], c0, n);
            scaled(x1[from + t], w[first + t], c1, n);
        }
    }

    /** Adds the products of one row. */
    static void add(float[] x, int from, float[][] w, int first, int depth, float[] c, int n) {
        int t = 0;
        for (; t + 4 <= depth; t += 4) {
            int i = from + t;
            int row = first + t;
            four(x[i], x[i + 1], x[i + 2], x[i + 3], w[row], w[row + 1], w[row + 2], w[row + 3], c, n);
        }
        for (; t < depth; t++) {
            scaled(x[from + t], w[first + t], c, n);
        }
    }

    private static void block(
            float a00,
            float a01,
            float a02,
            float a10,
            float a11,
            float a12,
            float[] w0,
            float[] w1,
            float[] w2,
            float[] c0,
            float[] c1,
            int n) {
        for (int j = 0; j < n; j++) {
            float v0 = w0[j];
            float v1 = w1[j];
            float v2 = w2[j];
            c0[j] = c0[j] + a00 * v0 + a01 * v1 + a02 * v2;
            c1[j] = c1[j] + a10 * v0 + a11 * v1 + a12 * v2;
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
