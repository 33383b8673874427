package io.github.trocr4j.forward;

import java.util.Arrays;

/** Products in loops that C2 vectorises. */
final class PlainProducts implements Products {
    // Numbers of arrays that a thread keeps; the first two are those of PlainLinear.
    private static final int ACCUMULATORS = 2;

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public Linear linear(float[][] weights, float[] bias, int out) {
        return PlainLinear.of(weights, bias, out);
    }

    @Override
    public void multiply(
            float[][] x,
            int from,
            int first,
            int last,
            float[][] w,
            int depth,
            float[][] y,
            int to,
            int n,
            Scratch scratch) {
        float[] c0 = scratch.array(ACCUMULATORS, n);
        float[] c1 = scratch.array(ACCUMULATORS + 1, n);
        for (int row = first; row < last; row += 2) {
            Arrays.fill(c0, 0, n, 0);
            if (row + 1 < last) {
                Arrays.fill(c1, 0, n, 0);
                Product.add(x[row], x[row + 1], from, w, 0, depth, c0, c1, n);
                System.arraycopy(c1, 0, y[row + 1], to, n);
            } else {
                Product.add(x[row], from, w, 0, depth, c0, n);
            }
            System.arraycopy(c0, 0, y[row], to, n);
        }
    }
}
