package io.github.trocr4j.plan;

import java.util.Arrays;

/**
 * What one thread works with in a {@link RowStep}: a few rows of each value in the heap, small enough for the
 * first-level cache, where C2 compiles loops over {@code float[]} to vector instructions.
 */
final class Registers {
    private float[][] tiles = {};
    private float[][] vectors = {};
    private float[][] sums = {};
    private int width;

    /** Makes room; what was there is lost. */
    void prepare(int tileCount, int tileLength, int vectorCount, int rowWidth) {
        tiles = grown(tiles, tileCount, tileLength);
        vectors = grown(vectors, vectorCount, tileLength);
        width = rowWidth;
    }

    /** Arrays of zeros for sums over rows. */
    void prepareSums(int... lengths) {
        if (sums.length < lengths.length) {
            sums = Arrays.copyOf(sums, lengths.length);
        }
        for (int i = 0; i < lengths.length; i++) {
            if (sums[i] == null || sums[i].length < lengths[i]) {
                sums[i] = new float[lengths[i]];
            } else {
                Arrays.fill(sums[i], 0, lengths[i], 0);
            }
        }
    }

    private static float[][] grown(float[][] arrays, int count, int length) {
        float[][] grown = arrays.length < count ? Arrays.copyOf(arrays, count) : arrays;
        for (int i = 0; i < count; i++) {
            if (grown[i] == null || grown[i].length < length) {
                grown[i] = new float[length];
            }
        }
        return grown;
    }

    float[] tile(int index) {
        return tiles[index];
    }

    /** A vector again and again, as long as a tile, so that adding it to one is a plain loop. */
    float[] vector(int index) {
        return vectors[index];
    }

    float[] sum(int index) {
        return sums[index];
    }

    int width() {
        return width;
    }
}
