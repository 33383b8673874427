package io.github.trocr4j.spark.train;

import static org.assertj.core.api.Assertions.assertThat;

/** What two runs left, compared. */
final class SameValues {
    private SameValues() {}

    static void assertSameBits(SmallRun.Left found, SmallRun.Left expected) {
        assertThat(found.losses()).isEqualTo(expected.losses());
        assertSameEnd(found, expected);
    }

    /** Weights, moments and average alone, of runs of which one began in the middle. */
    static void assertSameEnd(SmallRun.Left found, SmallRun.Left expected) {
        assertThat(found.tensors().keySet()).isEqualTo(expected.tensors().keySet());
        expected.tensors()
                .forEach((name, values) -> assertThat(found.tensors().get(name))
                        .as(name)
                        .isEqualTo(values));
    }

    /**
     * The largest difference of any value, but for the biases of keys. Those have no gradient: softmax does not see what is
     * added to all scores alike. What is computed for it is rounding, which AdamW divides by its own size, so it is as large
     * as a step and another one wherever sums have another order.
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
