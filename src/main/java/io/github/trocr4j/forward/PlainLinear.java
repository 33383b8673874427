package io.github.trocr4j.forward;

import io.github.trocr4j.forward.Scratch.Use;
import java.util.Arrays;

/**
 * A linear layer in loops that C2 vectorises. The matrix is kept transposed, in panels of columns. A part of a panel
 * stays in the second-level cache while rows pass by.
 */
final class PlainLinear implements Linear {
    /** Most columns of a panel: two accumulators and three rows of this width fit into the first-level cache. */
    private static final int PANEL = 1024;
    /** Most values of the part of a panel that rows pass by, half of a second-level cache of 1 MiB. */
    private static final int PART = 128 * 1024;

    /** Threads whose accumulators are allocated with the panels; see {@link #panels}. */
    private static final int ACCUMULATORS = 8;

    private final int in;

    /**
     * [panel][in][columns], then the accumulators of some threads. Vectors that cross a cache line take up to twice as
     * long. Arrays that follow one another in memory, with headers of 16 bytes and sizes that are multiples of 64
     * bytes, have the same alignment, which C2's loops reach after a few scalar steps.
     */
    private final float[][][] panels;

    private final float[][] biases; // [panel][columns]

    private PlainLinear(int in, float[][][] panels, float[][] biases) {
        this.in = in;
        this.panels = panels;
        this.biases = biases;
    }

    /** Creates a layer; see {@link Products#linear}. */
    static PlainLinear of(float[][] weights, float[] bias, int out) {
        int in = weights[0].length / out;
        int all = weights.length * out;
        int count = (all + PANEL - 1) / PANEL;
        float[][][] panels = new float[count][][];
        float[][] biases = new float[count][];
        for (int p = 0; p < count; p++) {
            int first = all * p / count;
            int columns = all * (p + 1) / count - first;
            panels[p] = new float[in + 2 * ACCUMULATORS][columns + (12 - columns & 15)];
            for (int j = 0; j < columns; j++) {
                float[] weight = weights[(first + j) / out];
                int from = (first + j) % out * in;
                for (int t = 0; t < in; t++) {
                    panels[p][t][j] = weight[from + t];
                }
            }
            biases[p] = bias == null ? new float[columns] : Arrays.copyOfRange(bias, first, first + columns);
        }
        return new PlainLinear(in, panels, biases);
    }

    @Override
    public int in() {
        return in;
    }

    @Override
    public int out() {
        int out = 0;
        for (float[] bias : biases) {
            out += bias.length;
        }
        return out;
    }

    @Override
    public void apply(float[][] x, int count, float[][] y, Scratch scratch) {
        int number = scratch.number();
        int column = 0;
        for (int p = 0; p < panels.length; p++) {
            float[][] panel = panels[p];
            float[] bias = biases[p];
            int n = bias.length;
            float[] c0 = number < ACCUMULATORS ? panel[in + 2 * number] : scratch.array(Use.FIRST, PANEL);
            float[] c1 = number < ACCUMULATORS ? panel[in + 2 * number + 1] : scratch.array(Use.SECOND, PANEL);
            int part = Math.max(3, PART / n / 3 * 3);
            for (int t = 0; t < in; t += part) {
                int depth = Math.min(part, in - t);
                for (int row = 0; row < count; row += 2) {
                    boolean two = row + 1 < count;
                    float[] y0 = y[row];
                    float[] y1 = two ? y[row + 1] : y0;
                    begin(t, bias, y0, column, c0, n);
                    if (two) {
                        begin(t, bias, y1, column, c1, n);
                        Product.add(x[row], x[row + 1], t, panel, t, depth, c0, c1, n);
                        System.arraycopy(c1, 0, y1, column, n);
                    } else {
                        Product.add(x[row], t, panel, t, depth, c0, n);
                    }
                    System.arraycopy(c0, 0, y0, column, n);
                }
            }
            column += n;
        }
    }

    /** Sets an accumulator to the bias, or to what earlier parts have added up. */
    private static void begin(int t, float[] bias, float[] y, int column, float[] c, int n) {
        if (t == 0) {
            System.arraycopy(bias, 0, c, 0, n);
        } else {
            System.arraycopy(y, column, c, 0, n);
        }
    }
}
