package io.github.trocr4j.kernel;

import java.util.Random;

/** Inputs of the benchmarks: the same numbers in each run. */
final class Values {
    private Values() {}

    /** Returns standard normal numbers. */
    static float[] normal(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
