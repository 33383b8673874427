package io.github.trocr4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares values and gradients of the kernels with the definition in double: odd sizes, empty batches, NaN. */
class RowKernelsTest {
    private static final double STEP = 1e-4;

    @Test
    void geluIsXTimesPhi() {
        float[] x = new float[4001];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 2000) / 250f; // -8 to 8
        }
        float[] value = new float[x.length];
        float[] slope = new float[x.length];
        GeluKernel.forward(x, value, 0, x.length);
        GeluKernel.derivative(x, slope, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            assertThat((double) value[i]).as("gelu(%s)", x[i]).isCloseTo(gelu(x[i]), within(2e-6));
            double numeric = (gelu(x[i] + STEP) - gelu(x[i] - STEP)) / (2 * STEP);
            assertThat((double) slope[i]).as("gelu'(%s)", x[i]).isCloseTo(numeric, within(2e-6));
        }
    }

    @Test
    void geluOfNanIsNan() {
        float[] x = {Float.NaN, 1};
        float[] out = new float[2];
        GeluKernel.forward(x, out, 0, 2);
        assertThat(out[0]).isNaN();
        GeluKernel.derivative(x, out, 0, 2);
        assertThat(out[0]).isNaN();
        assertThat(out[1]).isFinite();
    }

    @ParameterizedTest
    @CsvSource({"1, 1e-5", "3, 1e-5", "8, 1e-12", "17, 1e-5", "192, 1e-12", "384, 1e-12"})
    void layerNormAndGradientEqualTheDefinition(int d, double eps) {
        int rows = 5;
        float[] x = random(rows * d, 1);
        float[] gain = random(d, 2);
        float[] bias = random(d, 3);
        float[] up = random(rows * d, 4);
        float[] out = new float[rows * d];
        LayerNormKernel.forward(x, gain, bias, eps, out, rows, d);
        float[] gradX = new float[rows * d];
        float[] gradGain = new float[d];
        float[] gradBias = new float[d];
        LayerNormKernel.backward(new LayerNormKernel.Backward(x, gain, eps, up), gradX, gradGain, gradBias, rows, d);
        for (int i = 0; i < out.length; i++) {
            assertThat((double) out[i]).isCloseTo(layerNorm(x, gain, bias, eps, i), within(5e-6));
        }
        if (d > 1) { // a single value is always normalised to 0
            for (int i = 0; i < x.length; i += 7) {
                assertThat((double) gradX[i]).isCloseTo(slope(x, i, x, gain, bias, eps, up), within(2e-4));
            }
        }
        for (int i = 0; i < d; i += 5) {
            assertThat((double) gradGain[i]).isCloseTo(slope(gain, i, x, gain, bias, eps, up), within(2e-4));
            assertThat((double) gradBias[i]).isCloseTo(slope(bias, i, x, gain, bias, eps, up), within(2e-4));
        }
    }

    @Test
    void anEmptyBatchChangesNothing() {
        float[] none = {};
        float[] gradGain = {7};
        LayerNormKernel.forward(none, new float[] {1}, new float[] {1}, 1e-5, none, 0, 1);
        LayerNormKernel.backward(
                new LayerNormKernel.Backward(none, new float[] {1}, 1e-5, none), none, gradGain, new float[1], 0, 1);
        GeluKernel.forward(none, none, 0, 0);
        assertThat(gradGain).containsExactly(7);
    }

    @Test
    void nanAffectsOnlyItsOwnRow() {
        float[] x = {1, 2, 3, Float.NaN, 5, 6};
        float[] out = new float[6];
        LayerNormKernel.forward(x, new float[] {1, 1, 1}, new float[3], 1e-5, out, 2, 3);
        assertThat(out[0]).isFinite();
        assertThat(out[3]).isNaN();
        assertThat(out[4]).isNaN();
    }

    private static float[] random(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
        return values;
    }

    /** Returns x Phi(x), with Phi from a series (Marsaglia 2004) that is exact in double precision. */
    private static double gelu(double x) {
        double sum = x;
        double term = x;
        for (int i = 3; i < 400; i += 2) {
            term *= x * x / i;
            sum += term;
        }
        double phi = 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
        return x * phi;
    }

    private static double layerNorm(float[] x, float[] gain, float[] bias, double eps, int index) {
        int d = gain.length;
        int start = index / d * d;
        double mean = 0;
        for (int i = 0; i < d; i++) {
            mean += (double) x[start + i] / d;
        }
        double variance = 0;
        for (int i = 0; i < d; i++) {
            variance += (x[start + i] - mean) * (x[start + i] - mean) / d;
        }
        return (x[index] - mean) / Math.sqrt(variance + eps) * gain[index - start] + bias[index - start];
    }

    /**
     * Returns the central difference of sum(up * layerNorm) with respect to {@code moved[i]}, where {@code moved} is x,
     * gain or bias.
     */
    private static double slope(float[] moved, int i, float[] x, float[] gain, float[] bias, double eps, float[] up) {
        float before = moved[i];
        float step = 1f / 512;
        moved[i] = before + step;
        double above = weighed(x, gain, bias, eps, up);
        double distance = moved[i];
        moved[i] = before - step;
        double below = weighed(x, gain, bias, eps, up);
        distance -= moved[i];
        moved[i] = before;
        return (above - below) / distance;
    }

    private static double weighed(float[] x, float[] gain, float[] bias, double eps, float[] up) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += up[i] * layerNorm(x, gain, bias, eps, i);
        }
        return sum;
    }
}
