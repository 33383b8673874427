package io.github.trocr4j.vector;

import io.github.trocr4j.forward.Linear;
import io.github.trocr4j.forward.Products;
import io.github.trocr4j.forward.Scratch;
import jdk.incubator.vector.FloatVector;

/** Products with the Vector API; see {@link Panel}. */
public final class VectorProducts implements Products {

    private static final float[] ZEROS = new float[Panel.WIDTH];

    /** Creates the provider. */
    public VectorProducts() {}

    /** Without fused multiply-add, the Vector API is slow; all that have vectors of 256 bits have it, and ARM. */
    @Override
    public boolean isAvailable() {
        return FloatVector.SPECIES_PREFERRED.length() >= 8
                || System.getProperty("os.arch").equals("aarch64");
    }

    @Override
    public Linear linear(float[][] weights, float[] bias, int out) {
        int in = weights[0].length / out;
        int all = weights.length * out;
        float[][] panels = new float[(all + Panel.WIDTH - 1) / Panel.WIDTH][in * Panel.WIDTH];
        for (int column = 0; column < all; column++) {
            float[] weight = weights[column / out];
            float[] panel = panels[column / Panel.WIDTH];
            for (int t = 0; t < in; t++) {
                panel[t * Panel.WIDTH + column % Panel.WIDTH] = weight[column % out * in + t];
            }
        }
        float[] biases = new float[panels.length * Panel.WIDTH];
        if (bias != null) {
            System.arraycopy(bias, 0, biases, 0, all);
        }
        return new VectorLinear(in, all, panels, biases);
    }

    private record VectorLinear(int in, int out, float[][] panels, float[] biases) implements Linear {
        @Override
        public void apply(float[][] x, int count, float[][] y, Scratch scratch) {
            for (int p = 0; p < panels.length; p++) {
                int column = p * Panel.WIDTH;
                int n = Math.min(Panel.WIDTH, out - column);
                columns(x, 0, 0, count, panels[p], in, biases, column, y, column, n, scratch);
            }
        }
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
        float[] packed = scratch.array(Scratch.Use.PACKED, depth * Panel.WIDTH);
        for (int column = 0; column < n; column += Panel.WIDTH) {
            int columns = Math.min(Panel.WIDTH, n - column);
            for (int t = 0; t < depth; t++) {
                System.arraycopy(w[t], column, packed, t * Panel.WIDTH, columns);
            }
            columns(x, from, first, last, packed, depth, ZEROS, 0, y, to + column, columns, scratch);
        }
    }

    /** Computes n columns of all rows; if they are fewer than a panel has, in rows of its own. */
    private static void columns(
            float[][] x,
            int from,
            int first,
            int last,
            float[] panel,
            int depth,
            float[] bias,
            int column,
            float[][] y,
            int to,
            int n,
            Scratch scratch) {
        if (n == Panel.WIDTH) {
            Panel.rows(x, from, first, last, panel, depth, bias, column, y, to);
            return;
        }
        float[][] own = scratch.rows(Scratch.Use.PACKED, last, Panel.WIDTH);
        Panel.rows(x, from, first, last, panel, depth, bias, column, own, 0);
        for (int row = first; row < last; row++) {
            System.arraycopy(own[row], 0, y[row], to, n);
        }
    }
}
