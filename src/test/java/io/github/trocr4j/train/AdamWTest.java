package io.github.trocr4j.train;

import static io.github.trocr4j.Goldens.difference;
import static io.github.trocr4j.Goldens.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trocr4j.Goldens;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.Patches;
import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.graph.TrainingGraph;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.natives.Backend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AdamWTest {
    private static final AdamW.Settings SETTINGS = new AdamW.Settings(0.9, 0.98, 1e-8, 0.1);
    private static final AdamW.Settings PYTORCH = new AdamW.Settings(0.9, 0.999, 1e-8, 0.01);

    @Tag("golden")
    @ParameterizedTest
    @EnumSource(GraphEngine.class)
    void stepsEqualPyTorchsWhateverTheSizeOfTheGradient(GraphEngine engine) {
        assumeTrue(engine.runsOn(Backend.here()));
        float[] sizes = {1, 1, 1e-3f, 1e-3f, 1e-8f, 1e-12f, 0};
        float[] turns = {1, -0.5f, 0.25f, 2, -1};
        double[] rates = {1e-3, 2e-3, 4e-3, 3e-3, 1e-3};
        // torch.optim.AdamW of torch 2.13 in float64: three groups of parameters, five steps
        Map<String, double[]> expected = Map.of(
                "fc.weight",
                new double[] {
                    -0.00510206646564,
                    0.497917972199,
                    -0.00539031052912,
                    -2.00211814127,
                    0.000612469810015,
                    -4.8586415845e-07,
                    0.998900449915
                },
                "fc.bias", // at half the learning rate
                new double[] {
                    -0.00255157397169,
                    0.498959050227,
                    -0.00269588117152,
                    -2.00105939989,
                    0.000306383220959,
                    -2.42980041461e-07,
                    0.999450112489
                },
                "cls_token", // without decay
                new double[] {
                    -0.00510422966709,
                    0.49846822888,
                    -0.00539321450507,
                    -2.00431945847,
                    0.000613063161168,
                    -4.86056030238e-07,
                    1.0
                });
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        expected.keySet().forEach(key -> parameters.put(key, Nd4j.createFromArray(0, 0.5f, 0, -2, 0, 0, 1)));
        AdamW adam = new AdamW(
                parameters,
                new AdamW.Settings(0.9, 0.999, 1e-8, 0.1),
                (key, parameter) -> !key.equals("cls_token"),
                key -> key.equals("fc.bias") ? 0.5 : 1,
                engine);
        for (int step = 0; step < rates.length; step++) {
            float[] twice = new float[sizes.length];
            for (int i = 0; i < sizes.length; i++) {
                twice[i] = 2 * sizes[i] * turns[(step + i) % turns.length];
            }
            Map<String, INDArray> gradients = new LinkedHashMap<>();
            parameters.keySet().forEach(key -> gradients.put(key, Nd4j.createFromArray(twice)));
            adam.step(gradients, rates[step], 0.5);
        }
        double way = Arrays.stream(rates).sum();
        expected.forEach((key, values) -> {
            for (int i = 0; i < values.length; i++) {
                assertThat(parameters.get(key).getDouble(i))
                        .as(key + " with gradients of %g", sizes[i])
                        .isCloseTo(values[i], within(rounding(values[i], way)));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"tiny, PLAIN", "tiny, PLANNED", "tiny-digits, PLAIN", "tiny-digits, PLANNED"})
    void threeStepsEqualPyTorchs(String name, GraphEngine engine) throws IOException {
        assumeTrue(engine.runsOn(Backend.here()), () -> engine + " needs a CPU");
        try (SafetensorsFile golden = Goldens.open(name)) {
            Weights weights = ModelDirectory.load(Goldens.path(name)).weights();
            TrainingGraph graph = new TrainingGraph(
                    weights,
                    new TrainingGraph.Options(weights.config().encoder().imageSize(), 5, 0, false, engine));
            TrainingBatch batch = new TrainingBatch(
                    Patches.of(
                            Goldens.formulaPixels("input.pixel_values", 32, 32),
                            weights.config().encoder()),
                    ids(golden, "input.decoder_input_ids"),
                    ids(golden, "input.labels"));
            AdamW adam = new AdamW(weights.arrays(), PYTORCH, (key, parameter) -> true, key -> 1, engine);
            float[] losses = golden.floats("adamw.losses");
            double rate = 1e-3;
            List<Map<String, float[]>> history = new ArrayList<>();
            for (int step = 0; step < 3; step++) {
                TrainingGraph.Result result = graph.gradients(batch, null);
                // noise in the gradients shows in the losses after the first: an H200 differs by 5e-6 in the third
                assertThat(result.loss()).isCloseTo((double) losses[step], within(step == 0 ? 1e-6 : 1e-5));
                history.add(values(result.gradients()));
                adam.step(result.gradients(), rate, 1);
            }
            assertThat(graph.loss(batch)).isCloseTo((double) losses[3], within(1e-5));
            // half a last place of the largest gradient; seven kernels of OpenBLAS differed from float64 by a seventh
            // of that
            double noise = Math.scalb(largest(history), -24);
            int all = 0;
            int sharp = 0;
            for (Map.Entry<String, float[]> parameter : values(weights.arrays()).entrySet()) {
                String key = parameter.getKey();
                String after = "adamw.param_after_3." + key;
                if (!golden.contains(after)) {
                    assertThat(key).endsWith(".bias").containsAnyOf("key.", "k_proj."); // nothing but noise
                    continue;
                }
                float[] expected = golden.floats(after);
                for (int i = 0; i < expected.length; i++) {
                    double slack = rate * slack(history, key, i, noise);
                    assertThat((double) parameter.getValue()[i])
                            .as("%s, value %d", key, i)
                            .isCloseTo((double) expected[i], within(rounding(expected[i], 3 * rate) + slack));
                    all++;
                    sharp += slack < 1e-3 * rate ? 1 : 0;
                }
            }
            assertThat(sharp).isGreaterThan(all * 9 / 10);
        }
    }

    /**
     * Returns how far noise in the gradients of one value can move it, in learning rates. Kernels sum in different
     * orders, and where a gradient is near zero, as that of a key's bias, Adam divides noise by noise. A step is m / r,
     * the mean of the gradients over the root of the mean of their squares: at most 1, within three steps. So two steps
     * differ by at most 2, and where gradients differ by d, by at most d / r (1 + |m / r|), or 2 d / r. Gradients that
     * are 0 in every step have no noise.
     */
    private static double slack(List<Map<String, float[]>> history, String key, int i, double noise) {
        double sum = 0;
        double squares = 0;
        double weights = 0;
        for (Map<String, float[]> gradients : history) {
            double gradient = gradients.get(key)[i];
            squares = PYTORCH.beta2() * squares + (1 - PYTORCH.beta2()) * gradient * gradient;
            weights = PYTORCH.beta2() * weights + 1 - PYTORCH.beta2();
            sum += 2 * Math.min(1, noise / Math.sqrt(squares / weights));
        }
        return squares == 0 ? 0 : sum;
    }

    /** Returns the effect of sixteen roundings to float32 on the way to a value. */
    private static double rounding(double value, double way) {
        return Math.scalb(Math.abs(value) + way, -20);
    }

    private static double largest(List<Map<String, float[]>> history) {
        double largest = 0;
        for (Map<String, float[]> gradients : history) {
            for (float[] values : gradients.values()) {
                for (float value : values) {
                    largest = Math.max(largest, Math.abs(value));
                }
            }
        }
        return largest;
    }

    private static Map<String, float[]> values(Map<String, INDArray> arrays) {
        Map<String, float[]> values = new LinkedHashMap<>();
        arrays.forEach((key, array) -> values.put(key, array.dup('c').ravel().toFloatVector()));
        return values;
    }

    @Test
    void matricesDecayAndVectorsDoNot() {
        assertThat(AdamW.onMatrices("fc1.weight", Nd4j.zeros(4, 3))).isTrue();
        assertThat(AdamW.onMatrices("projection.weight", Nd4j.zeros(4, 3, 2, 2)))
                .isTrue();
        assertThat(AdamW.onMatrices("fc1.bias", Nd4j.zeros(4))).isFalse();
        assertThat(AdamW.onMatrices("cls_token", Nd4j.zeros(1, 1, 4))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(GraphEngine.class)
    void withoutGradientOnlyDecayIsLeft(GraphEngine engine) {
        INDArray matrix = Nd4j.ones(2, 2);
        AdamW adam = new AdamW(Map.of("m", matrix), SETTINGS, AdamW::onMatrices, key -> 1, engine);
        adam.step(Map.of("m", Nd4j.zeros(2, 2)), 0.5, 1);
        assertThat(matrix.ravel().toFloatVector()).containsOnly(0.95f);
    }

    @Test
    void bothEnginesTakeTheSameSteps() {
        // one parameter is larger than a thread's block, and not a multiple of any block
        long[][] shapes = {{3, 5}, {70_001}, {1}, {257, 31}};
        Map<String, INDArray> plain = new LinkedHashMap<>();
        Map<String, INDArray> fused = new LinkedHashMap<>();
        for (int i = 0; i < shapes.length; i++) {
            plain.put("p" + i, random(i, shapes[i]));
            fused.put("p" + i, random(i, shapes[i]));
        }
        AdamW one = new AdamW(plain, SETTINGS, AdamW::onMatrices, key -> 1, GraphEngine.PLAIN);
        AdamW other = new AdamW(fused, SETTINGS, AdamW::onMatrices, key -> 1, GraphEngine.PLANNED);
        for (int step = 0; step < 4; step++) {
            Map<String, INDArray> gradients = new LinkedHashMap<>();
            for (int i = 0; i < shapes.length; i++) {
                gradients.put("p" + i, random(100 + 10 * step + i, shapes[i]));
            }
            assertThat(other.norm(gradients)).isCloseTo(one.norm(gradients), withinPercentage(0.01));
            other.step(gradients, 1e-2, 0.3);
            one.step(gradients, 1e-2, 0.3);
        }
        plain.forEach((key, values) ->
                assertThat(difference(values, fused.get(key))).as(key).isLessThan(2e-6));
    }

    @Test
    void aNanInAGradientShowsInTheNorm() {
        INDArray parameter = Nd4j.ones(5);
        AdamW adam = new AdamW(Map.of("p", parameter), SETTINGS, AdamW::onMatrices, key -> 1, GraphEngine.PLANNED);
        INDArray gradient = Nd4j.createFromArray(1f, 2f, Float.NaN, 4f, 5f);
        assertThat(adam.norm(Map.of("p", gradient))).isNaN();
        gradient.putScalar(2, Float.POSITIVE_INFINITY);
        assertThat(adam.norm(Map.of("p", gradient))).isInfinite();
    }

    /** Returns an array of values between -1 and 1. */
    static INDArray random(long seed, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Nd4j.create(values, shape, 'c');
    }
}
