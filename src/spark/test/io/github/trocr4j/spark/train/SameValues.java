package io.github.trocr4j.spark.train;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares the results of two runs. */
final class SameValues {
    private SameValues() {}

    static void assertSameBits(SmallRun.Left found, SmallRun.Left expected) {
        assertThat(found.losses()).isEqualTo(expected.losses());
        assertSameEnd(found, expected);
    }

    /** Compares only weights, moments and average, for runs of which one started in the middle. */
    static void assertSameEnd(SmallRun.Left found, SmallRun.Left expected) {
        assertThat(found.tensors().keySet()).isEqualTo(expected.tensors().keySet());
        expected.tensors()
                .forEach((name, values) -> assertThat(found.tensors().get(name))
                        .as(name)
                        .isEqualTo(values));
    }

    /**
     * Returns the largest difference of any value, except the biases of keys. Their true gradient is 0, because softmax
     * ignores a shift of all scores. The computed gradient is rounding noise, which AdamW normalises to the size of a
     * step, and which depends on the order of summation.
     */
    static double largestDifference(SmallRun.Left a, SmallRun.Left b) {
        double largest = 0;
        for (String name : a.tensors().keySet()) {
            float[] x = a.tensors().get(name);
            float[] y = b.tensors().get(name);
            for (int i = 0; !isKeyBias(name) && i < x.length; i++) {
                largest = Math.max(largest, Math.abs((double) x[i] - y[i]));
            }
        }
        return largest;
    }

    private static boolean isKeyBias(String name) {
        return name.endsWith("k_proj.bias") || name.endsWith("key.bias");
    }
}
