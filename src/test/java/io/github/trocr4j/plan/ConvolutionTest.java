package io.github.trocr4j.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.engine.Engine;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Against the same layer in double, one sum for each value, and finite differences of it. */
class ConvolutionTest {
    private static final double EPSILON = 1e-5;

    @BeforeAll
    static void startNd4j() {
        Engine.start();
    }

    /** The layer as its definition has it. */
    private record Layer(ConvolutionShape shape, int count, double[] x, double[] w, double[] gamma, double[] beta) {
        double[] convolved() {
            double[] z = new double[count * shape.outputSize()];
            int side = shape.outSide();
            for (int i = 0; i < z.length; i++) {
                int channel = i % shape.outputs();
                int column = i / shape.outputs() % side;
                int line = i / shape.outputs() / side % side;
                z[i] = at(i / shape.outputSize(), line * shape.stride(), column * shape.stride(), channel);
            }
            return z;
        }

        private double at(int picture, int top, int left, int channel) {
            double sum = 0;
            for (int dy = 0; dy < shape.kernel(); dy++) {
                for (int dx = 0; dx < shape.kernel(); dx++) {
                    int y = top + dy - shape.kernel() / 2;
                    int column = left + dx - shape.kernel() / 2;
                    if (y < 0 || y >= shape.side() || column < 0 || column >= shape.side()) {
                        continue;
                    }
                    for (int c = 0; c < shape.inputs(); c++) {
                        double pixel = x[((picture * shape.side() + y) * shape.side() + column) * shape.inputs() + c];
                        int weight = ((dy * shape.kernel() + dx) * shape.inputs() + c) * shape.outputs() + channel;
                        sum += pixel * w[weight];
                    }
                }
            }
            return sum;
        }

        double[] output() {
            double[] z = convolved();
            int channels = shape.outputs();
            int values = z.length / channels;
            for (int c = 0; c < channels; c++) {
                double mean = 0;
                for (int i = c; i < z.length; i += channels) {
                    mean += z[i] / values;
                }
                double variance = 0;
                for (int i = c; i < z.length; i += channels) {
                    variance += (z[i] - mean) * (z[i] - mean) / values;
                }
                for (int i = c; i < z.length; i += channels) {
                    z[i] = Math.max(0, gamma[c] * (z[i] - mean) / Math.sqrt(variance + EPSILON) + beta[c]);
                }
            }
            return z;
        }

        static Layer random(ConvolutionShape shape, int count) {
            SplittableRandom random = new SplittableRandom(7);
            return new Layer(
                    shape,
                    count,
                    floats(random, count * shape.inputSize()),
                    floats(random, shape.weights()),
                    floats(random, shape.outputs()),
                    floats(random, shape.outputs()));
        }
    }

    private static double[] floats(SplittableRandom random, int count) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> (float) (random.nextDouble() * 2 - 1));
        return values;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static INDArray array(double[] values) {
        return Nd4j.createFromArray(floats(values));
    }

    /** What the class under test computes. */
    private record Computed(float[] output, float[] weights, float[] input, Convolution.Gradients gradients) {
        static Computed of(Layer layer, double[] outputGradient, int threads) {
            INDArray x = array(layer.x());
            INDArray w = array(layer.w());
            INDArray y = array(new double[outputGradient.length]);
            INDArray dw = array(new double[layer.w().length]);
            INDArray dx = array(new double[layer.x().length]);
            Convolution.Normalisation normalisation =
                    new Convolution.Normalisation(floats(layer.gamma()), floats(layer.beta()), EPSILON);
            try (Convolution convolution = new Convolution(layer.shape(), threads)) {
                Convolution.Statistics statistics = convolution.train(x, w, normalisation, y);
                Convolution.Gradients gradients =
                        convolution.backward(x, w, normalisation, statistics, array(outputGradient), dw, dx);
                return new Computed(
                        y.data().asFloat(), dw.data().asFloat(), dx.data().asFloat(), gradients);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5, 2, 3, 3, 1, 3", "6, 2, 3, 3, 2, 3", "7, 1, 4, 5, 2, 2", "6, 8, 4, 5, 1, 2", "7, 12, 3, 3, 2, 30",
        "5, 11, 2, 3, 3, 9", "4, 3, 2, 1, 1, 3", "5, 40, 3, 1, 1, 2", "28, 1, 8, 3, 1, 1", "2, 16, 5, 3, 2, 2"
    })
    void gradientsAreThoseOfFiniteDifferences(int side, int inputs, int outputs, int kernel, int stride, int count) {
        Layer layer = Layer.random(new ConvolutionShape(side, inputs, outputs, kernel, stride), count);
        double[] output = layer.output();
        double[] outputGradient = floats(new SplittableRandom(8), output.length);

        Computed computed = Computed.of(layer, outputGradient, 2);

        for (int i = 0; i < output.length; i++) {
            assertThat((double) computed.output()[i]).isCloseTo(output[i], within(2e-4));
        }
        ToDoubleFunction<Layer> loss = changed -> {
            double[] y = changed.output();
            double sum = 0;
            for (int i = 0; i < y.length; i++) {
                sum += y[i] * outputGradient[i];
            }
            return sum;
        };
        assertGradient(layer, layer.w(), index -> computed.weights()[index], loss);
        assertGradient(layer, layer.x(), index -> computed.input()[index], loss);
        assertGradient(layer, layer.gamma(), index -> computed.gradients().gamma()[index], loss);
        assertGradient(layer, layer.beta(), index -> computed.gradients().beta()[index], loss);
    }

    /** Compares some of the gradients: at most 25 of each array. */
    private static void assertGradient(
            Layer layer,
            double[] values,
            java.util.function.IntToDoubleFunction gradient,
            ToDoubleFunction<Layer> loss) {
        double step = 1e-6;
        for (int i = 0; i < values.length; i += 1 + values.length / 25) {
            double before = values[i];
            values[i] = before + step;
            double above = loss.applyAsDouble(layer);
            values[i] = before - step;
            double below = loss.applyAsDouble(layer);
            values[i] = before;
            double expected = (above - below) / (2 * step);
            assertThat(gradient.applyAsDouble(i)).isCloseTo(expected, within(1e-3 * Math.max(1, Math.abs(expected))));
        }
    }

    @Test
    void bitsAreTheSameWithAnyNumberOfThreads() {
        Layer layer = Layer.random(new ConvolutionShape(14, 8, 16, 3, 1), 21);
        double[] gradient = floats(new SplittableRandom(9), 21 * layer.shape().outputSize());

        Computed one = Computed.of(layer, gradient, 1);
        Computed three = Computed.of(layer, gradient, 3);

        assertThat(three.output()).containsExactly(one.output());
        assertThat(three.weights()).containsExactly(one.weights());
        assertThat(three.input()).containsExactly(one.input());
        assertThat(three.gradients().gamma()).containsExactly(one.gradients().gamma());
    }

    @Test
    void anInstanceTakesBatchesOfSeveralSizes() {
        Layer large = Layer.random(new ConvolutionShape(7, 3, 4, 3, 2), 40);
        Layer small = Layer.random(large.shape(), 3);
        Convolution.Normalisation normalisation =
                new Convolution.Normalisation(floats(small.gamma()), floats(small.beta()), EPSILON);
        INDArray y = array(new double[3 * small.shape().outputSize()]);

        try (Convolution convolution = new Convolution(large.shape(), 2)) {
            INDArray all = array(new double[40 * large.shape().outputSize()]);
            convolution.train(array(large.x()), array(large.w()), normalisation, all);
            convolution.train(array(small.x()), array(small.w()), normalisation, y);
        }

        double[] expected = small.output();
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) y.getFloat(i)).isCloseTo(expected[i], within(2e-4));
        }
    }

    @Test
    void arraysMayBeViews() {
        Layer layer = Layer.random(new ConvolutionShape(7, 4, 5, 3, 2), 2);
        INDArray flat = Nd4j.concat(0, array(new double[6]), array(layer.w()), array(new double[3]));
        INDArray view = flat.get(NDArrayIndex.interval(6, 6 + layer.w().length));
        INDArray y = array(new double[2 * layer.shape().outputSize()]);

        try (Convolution convolution = new Convolution(layer.shape(), 1)) {
            convolution.infer(array(layer.x()), 2, view, new float[5], y);
        }

        assertThat((double) y.getFloat(0)).isCloseTo(Math.max(0, layer.convolved()[0]), within(1e-4));
        assertThat(y.sumNumber().doubleValue())
                .isCloseTo(
                        Arrays.stream(layer.convolved())
                                .map(z -> Math.max(0, z))
                                .sum(),
                        within(1e-2));
    }

    @Test
    void inferenceAddsTheBias() {
        Layer layer = Layer.random(new ConvolutionShape(7, 4, 5, 3, 2), 11);
        float[] bias = floats(layer.beta());
        INDArray y = array(new double[11 * layer.shape().outputSize()]);

        try (Convolution convolution = new Convolution(layer.shape(), 2)) {
            convolution.infer(array(layer.x()), 11, array(layer.w()), bias, y);
        }

        double[] z = layer.convolved();
        for (int i = 0; i < z.length; i++) {
            assertThat((double) y.getFloat(i)).isCloseTo(Math.max(0, z[i] + bias[i % 5]), within(1e-4));
        }
    }

    @Test
    void impossibleShapesAreRefused() {
        assertThatThrownBy(() -> new ConvolutionShape(28, 1, 8, 4, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kernel: expected an odd number, found 4.");
        assertThatThrownBy(() -> new ConvolutionShape(28, 1, 8, 3, 4)).hasMessageContaining("stride");
    }
}
