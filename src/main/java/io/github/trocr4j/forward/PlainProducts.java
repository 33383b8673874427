package io.github.trocr4j.forward;

import io.github.trocr4j.forward.Scratch.Use;
import java.util.Arrays;

/** Products in loops that C2 vectorises. */
final class PlainProducts implements Products {
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
        float[] c0 = scratch.array(Use.FIRST, n);
        float[] c1 = scratch.array(Use.SECOND, n);
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
