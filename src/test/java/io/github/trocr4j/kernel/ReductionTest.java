package io.github.trocr4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReductionTest {
    @Test
    void reducesRangesOfAnyLength() {
        SplittableRandom random = new SplittableRandom(5);
        float[] x = new float[700];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        for (int n = 1; n < 650; n++) {
            double sum = 0;
            double squares = 0;
            float max = Float.NEGATIVE_INFINITY;
            for (int i = 7; i < 7 + n; i++) {
                sum += x[i];
                squares += (double) x[i] * x[i];
                max = Math.max(max, x[i]);
            }
            assertThat((double) Reduction.sum(x, 7, n)).as("sum of %s", n).isCloseTo(sum, within(2e-5));
            assertThat((double) Reduction.dot(x, x, 7, n))
                    .as("squares of %s", n)
                    .isCloseTo(squares, within(5e-5));
            assertThat(Reduction.max(x, 7, n)).as("largest of %s", n).isEqualTo(max);
        }
    }
}
