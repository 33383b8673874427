package io.github.trocr4j.plan;

import java.util.Arrays;

/**
 * The heap buffers of one thread in a {@link RowStep}: a few rows of each operand, small enough for the L1 cache. C2
 * vectorises loops over {@code float[]}.
 */
final class TileBuffers {
    private float[][] tiles = {};
    private float[][] vectors = {};
    private float[][] sums = {};
    private int width;

    /** Allocates buffers if necessary. Their content is undefined. */
    void prepare(int tileCount, int tileLength, int vectorCount, int rowWidth) {
        tiles = grown(tiles, tileCount, tileLength);
        vectors = grown(vectors, vectorCount, tileLength);
        width = rowWidth;
    }

    /** Sets the sums over rows to zero, and allocates them if necessary. */
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

    /** Returns a vector, repeated to the length of a tile, so that adding it to a tile is a simple loop. */
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
