package io.github.trocr4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxKernelTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 22, 47, 578})
    void equalsTheDefinitionInDouble(int width) {
        int rows = 3;
        for (double spread : new double[] {0.01, 1, 30, 1000}) {
            float[] x = random(rows * width, spread);
            float[] out = new float[x.length];
            SoftmaxKernel.forward(x, out, rows, width);
            for (int row = 0; row < rows; row++) {
                double[] expected = softmax(x, row * width, width);
                for (int i = 0; i < width; i++) {
                    assertThat((double) out[row * width + i]).isCloseTo(expected[i], within(5e-7));
                }
                SoftmaxKernel.row(Arrays.copyOfRange(x, row * width, (row + 1) * width), out, row * width);
                for (int i = 0; i < width; i++) {
                    assertThat((double) out[row * width + i]).isCloseTo(expected[i], within(6e-8));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 47})
    void gradientEqualsFiniteDifferences(int width) {
        float[] x = random(width, 2);
        float[] up = random(width, 1);
        float[] y = new float[width];
        SoftmaxKernel.forward(x, y, 1, width);
        float[] gradient = new float[width];
        SoftmaxKernel.gradient(y, up, gradient, 1, width);
        for (int i = 0; i < width; i++) {
            float[] more = x.clone();
            float[] less = x.clone();
            more[i] += 1e-2f;
            less[i] -= 1e-2f;
            double slope = (loss(more, up) - loss(less, up)) / ((double) more[i] - less[i]);
            assertThat((double) gradient[i]).isCloseTo(slope, within(1e-4));
        }
    }

    @Test
    void masksNansAndInfinities() {
        float[] masked = {1, Float.NEGATIVE_INFINITY, 1, -3e38f};
        SoftmaxKernel.forward(masked, masked, 1, 4);
        assertThat(masked[0]).isEqualTo(0.5f, within(1e-6f));
        assertThat(masked[1]).isLessThan(1e-30f);
        assertThat(masked[3]).isLessThan(1e-30f);
        float[][] spoilt = {
            {1, Float.NaN, 3},
            {1, Float.POSITIVE_INFINITY, 3},
            {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY}
        };
        for (float[] row : spoilt) {
            SoftmaxKernel.forward(row, row, 1, 3);
            assertThat(row).containsOnly(Float.NaN);
        }
    }

    private static double loss(float[] x, float[] up) {
        double[] y = softmax(x, 0, x.length);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += y[i] * up[i];
        }
        return sum;
    }

    private static double[] softmax(float[] x, int start, int width) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < width; i++) {
            max = Math.max(max, x[start + i]);
        }
        double[] y = new double[width];
        double sum = 0;
        for (int i = 0; i < width; i++) {
            y[i] = Math.exp(x[start + i] - max);
            sum += y[i];
        }
        for (int i = 0; i < width; i++) {
            y[i] /= sum;
        }
        return y;
    }

    private static float[] random(int length, double spread) {
        SplittableRandom random = new SplittableRandom(length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextDouble(-1, 1) * spread);
        }
        return values;
    }
}
