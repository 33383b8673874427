package io.github.trocr4j.forward;

/**
 * A linear layer, {@code y = x W^T + b}, as {@code torch.nn.Linear}. The matrix is kept transposed, in panels of
 * columns that stay in the cache while rows pass by.
 */
final class Linear {
    private static final int PANEL = 192;

    private final int in;
    private final float[][][] panels; // [panel][in][columns]
    private final float[][] biases; // [panel][columns]

    private Linear(int in, float[][][] panels, float[][] biases) {
        this.in = in;
        this.panels = panels;
        this.biases = biases;
    }

    /**
     * Creates a layer.
     *
     * @param weight [out, in], row-major
     * @param bias [out]; null for none
     * @param scale what all outputs are multiplied by
     */
    static Linear of(float[] weight, float[] bias, int out, float scale) {
        int in = weight.length / out;
        int count = (out + PANEL - 1) / PANEL;
        float[][][] panels = new float[count][in][];
        float[][] biases = new float[count][];
        for (int p = 0; p < count; p++) {
            int first = p * PANEL;
            int columns = Math.min(PANEL, out - first);
            biases[p] = new float[columns];
            for (int t = 0; t < in; t++) {
                float[] row = new float[columns];
                for (int j = 0; j < columns; j++) {
                    row[j] = scale * weight[(first + j) * in + t];
                }
                panels[p][t] = row;
            }
            for (int j = 0; bias != null && j < columns; j++) {
                biases[p][j] = scale * bias[first + j];
            }
        }
        return new Linear(in, panels, biases);
    }

    /** Returns the number of outputs. */
    int out() {
        return (panels.length - 1) * PANEL + biases[biases.length - 1].length;
    }

    /** Computes the outputs of the first rows of x in those of y. */
    void apply(float[][] x, int count, float[][] y, Scratch scratch) {
        float[] c0 = scratch.array(0, PANEL);
        float[] c1 = scratch.array(1, PANEL);
        for (int p = 0; p < panels.length; p++) {
            float[][] panel = panels[p];
            float[] bias = biases[p];
            int n = bias.length;
            int column = p * PANEL;
            int row = 0;
            for (; row + 2 <= count; row += 2) {
                System.arraycopy(bias, 0, c0, 0, n);
                System.arraycopy(bias, 0, c1, 0, n);
                Product.add(x[row], x[row + 1], 0, panel, in, c0, c1, n);
                System.arraycopy(c0, 0, y[row], column, n);
                System.arraycopy(c1, 0, y[row + 1], column, n);
            }
            if (row < count) {
                System.arraycopy(bias, 0, c0, 0, n);
                Product.add(x[row], 0, panel, in, c0, n);
                System.arraycopy(c0, 0, y[row], column, n);
            }
        }
    }
}
