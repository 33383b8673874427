package io.github.trocr4j.data;

import java.util.SplittableRandom;

/**
 * A smooth displacement for each pixel of a digit, after Simard, Steinkraus, Platt (2003). In place of their
 * Gaussian-filtered noise: random vectors on a coarse grid under cubic B-splines, as smooth and far cheaper.
 *
 * @param dx 784 displacements in pixels to the right
 * @param dy 784 displacements in pixels down
 */
@SuppressWarnings("ArrayRecordComponent") // fields are used once, never compared
record ElasticField(float[] dx, float[] dy) {
    /** No displacement. */
    static final ElasticField STILL = new ElasticField(new float[DigitSet.PIXELS], new float[DigitSet.PIXELS]);

    private static final int SPACING = 7;
    private static final int TAPS = 4;
    private static final int GRID = Strip.SIDE / SPACING + TAPS - 1;
    /** Four spline weights for each of the offsets within a grid cell. */
    private static final float[] WEIGHTS = weights();

    /** A new field whose grid vectors have this deviation in pixels per axis. */
    static ElasticField random(double pixels, SplittableRandom random) {
        return new ElasticField(smooth(pixels, random), smooth(pixels, random));
    }

    private static float[] smooth(double pixels, SplittableRandom random) {
        float[] grid = new float[GRID * GRID];
        for (int i = 0; i < grid.length; i++) {
            // A uniform draw of half-width w has deviation w / sqrt(3); one draw is cheaper than a bell of four.
            grid[i] = (float) (pixels * 1.7320508 * (2 * random.nextDouble() - 1));
        }
        float[] field = new float[DigitSet.PIXELS];
        float[] row = new float[GRID];
        for (int y = 0; y < Strip.SIDE; y++) {
            int firstRow = y / SPACING * GRID;
            int rowWeights = y % SPACING * TAPS;
            for (int g = 0; g < GRID; g++) {
                row[g] = WEIGHTS[rowWeights] * grid[firstRow + g]
                        + WEIGHTS[rowWeights + 1] * grid[firstRow + GRID + g]
                        + WEIGHTS[rowWeights + 2] * grid[firstRow + 2 * GRID + g]
                        + WEIGHTS[rowWeights + 3] * grid[firstRow + 3 * GRID + g];
            }
            for (int x = 0; x < Strip.SIDE; x++) {
                int first = x / SPACING;
                int w = x % SPACING * TAPS;
                field[y * Strip.SIDE + x] = WEIGHTS[w] * row[first]
                        + WEIGHTS[w + 1] * row[first + 1]
                        + WEIGHTS[w + 2] * row[first + 2]
                        + WEIGHTS[w + 3] * row[first + 3];
            }
        }
        return field;
    }

    private static float[] weights() {
        float[] weights = new float[SPACING * TAPS];
        for (int i = 0; i < SPACING; i++) {
            float t = (i + 0.5f) / SPACING;
            weights[i * TAPS] = (1 - t) * (1 - t) * (1 - t) / 6;
            weights[i * TAPS + 1] = (3 * t * t * t - 6 * t * t + 4) / 6;
            weights[i * TAPS + 2] = (-3 * t * t * t + 3 * t * t + 3 * t + 1) / 6;
            weights[i * TAPS + 3] = t * t * t / 6;
        }
        return weights;
    }
}
