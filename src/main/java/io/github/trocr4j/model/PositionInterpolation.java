package io.github.trocr4j.model;

import java.util.Arrays;

/**
 * Interpolates position embeddings for another input size, as PyTorch's {@code interpolate(mode="bicubic",
 * align_corners=False)} when called by HF's {@code interpolate_pos_encoding}: bicubic with a = -0.75, half-pixel
 * centres, clamped borders, no antialiasing, scale from the target size. Interpolation is linear in the table.
 */
public final class PositionInterpolation {
    private static final double A = -0.75;

    private PositionInterpolation() {}

    /**
     * Returns a position table for another input size. Each value is computed in double precision and rounded once. The
     * rows of the special tokens are copied.
     *
     * @param table [1, T, hidden] for the input size of {@code config}, row-major
     * @return [1, T', hidden], for T' tokens of {@code size}
     */
    public static float[] resized(float[] table, ViTConfig config, ImageSize size) {
        int width = config.hiddenSize();
        double[][] matrix = matrix(config, size);
        int special = config.specialTokens() * width;
        float[] resized = Arrays.copyOf(table, special + matrix.length * width);
        for (int row = 0; row < matrix.length; row++) {
            double[] sums = new double[width];
            for (int source = 0; source < matrix[row].length; source++) {
                double weight = matrix[row][source];
                for (int i = 0; weight != 0 && i < width; i++) {
                    sums[i] += weight * table[special + source * width + i];
                }
            }
            for (int i = 0; i < width; i++) {
                resized[special + row * width + i] = (float) sums[i];
            }
        }
        return resized;
    }

    /** Returns the interpolation as a matrix [N', N], for N patches of the checkpoint's size and N' of {@code size}. */
    public static double[][] matrix(ViTConfig config, ImageSize size) {
        int patch = config.patchSize();
        double[][] vertical = axisWeights(config.imageSize().height() / patch, size.height() / patch);
        double[][] horizontal = axisWeights(config.imageSize().width() / patch, size.width() / patch);
        double[][] matrix = new double[vertical.length * horizontal.length][vertical[0].length * horizontal[0].length];
        for (int row = 0; row < vertical.length; row++) {
            for (int column = 0; column < horizontal.length; column++) {
                double[] target = matrix[row * horizontal.length + column];
                for (int y = 0; y < vertical[0].length; y++) {
                    for (int x = 0; x < horizontal[0].length; x++) {
                        target[y * horizontal[0].length + x] = vertical[row][y] * horizontal[column][x];
                    }
                }
            }
        }
        return matrix;
    }

    /** Returns the weight of each old cell for each new cell along one axis, [to, from]. */
    private static double[][] axisWeights(int from, int to) {
        double[][] weights = new double[to][from];
        double scale = (double) from / to;
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale - 0.5;
            int floor = (int) Math.floor(centre);
            for (int tap = -1; tap <= 2; tap++) {
                int source = Math.min(Math.max(floor + tap, 0), from - 1);
                weights[i][source] += cubic(Math.abs(centre - (floor + tap)));
            }
        }
        return weights;
    }

    /** Returns the value of Keys' cubic convolution kernel (1981) at distance x. */
    private static double cubic(double x) {
        if (x <= 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? ((A * x - 5 * A) * x + 8 * A) * x - 4 * A : 0;
    }
}
