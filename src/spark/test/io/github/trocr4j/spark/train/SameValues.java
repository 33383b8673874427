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

    /** The largest difference of any value. */
    static double largestDifference(SmallRun.Left a, SmallRun.Left b, String kind) {
        double largest = 0;
        for (String name : a.tensors().keySet()) {
            float[] x = a.tensors().get(name);
            float[] y = b.tensors().get(name);
            for (int i = 0; name.startsWith(kind) && i < x.length; i++) {
                largest = Math.max(largest, Math.abs((double) x[i] - y[i]));
            }
        }
        return largest;
    }
}
