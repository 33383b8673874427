package io.github.trocr4j.data;

import java.util.SplittableRandom;

/** Random numbers for each pixel that change smoothly: a coarse random grid, interpolated by cubic B-splines. */
public final class SmoothField {
    private static final int TAPS = 4; // of a cubic spline

    private SmoothField() {}

    /**
     * Returns [height x width] numbers within +-bound.
     *
     * @param cell distance of the points of the grid, in pixels; at least 1
     */
    public static float[] random(int width, int height, int cell, double bound, SplittableRandom random) {
        float[] grid = new float[points(width, cell) * points(height, cell)];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = (float) Seeds.between(-bound, bound, random);
        }
        return interpolated(grid, width, height, cell);
    }

    /** Returns how many points of the grid cover so many pixels. */
    static int points(int pixels, int cell) {
        return (pixels - 1) / cell + TAPS;
    }

    /**
     * Returns the [height x width] numbers between those of a grid.
     *
     * @param grid [points of the height x points of the width]
     */
    static float[] interpolated(float[] grid, int width, int height, int cell) {
        int columns = points(width, cell);
        float[] weights = weights(cell);
        float[] field = new float[width * height];
        float[] row = new float[columns];
        for (int y = 0; y < height; y++) {
            int first = y / cell * columns;
            int w = y % cell * TAPS;
            for (int x = 0; x < columns; x++) {
                row[x] = weights[w] * grid[first + x]
                        + weights[w + 1] * grid[first + columns + x]
                        + weights[w + 2] * grid[first + 2 * columns + x]
                        + weights[w + 3] * grid[first + 3 * columns + x];
            }
            int at = y * width;
            for (int left = 0; left * cell < width; left++) {
                int end = Math.min(cell, width - left * cell);
                for (int i = 0; i < end; i++) {
                    field[at++] = weights[TAPS * i] * row[left]
                            + weights[TAPS * i + 1] * row[left + 1]
                            + weights[TAPS * i + 2] * row[left + 2]
                            + weights[TAPS * i + 3] * row[left + 3];
                }
            }
        }
        return field;
    }

    /** Returns the four weights of the spline, which sum to 1, for each pixel of a cell. */
    private static float[] weights(int cell) {
        float[] weights = new float[cell * TAPS];
        for (int i = 0; i < cell; i++) {
            float t = (i + 0.5f) / cell;
            weights[i * TAPS] = (1 - t) * (1 - t) * (1 - t) / 6;
            weights[i * TAPS + 1] = (3 * t * t * t - 6 * t * t + 4) / 6;
            weights[i * TAPS + 2] = (-3 * t * t * t + 3 * t * t + 3 * t + 1) / 6;
            weights[i * TAPS + 3] = t * t * t / 6;
        }
        return weights;
    }
}
