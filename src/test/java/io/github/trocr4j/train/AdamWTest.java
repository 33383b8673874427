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
import io.github.trocr4j.model.Patches;
import io.github.trocr4j.model.TrainingBatch;
import io.github.trocr4j.model.TrainingGraph;
import io.github.trocr4j.model.Weights;
import io.github.trocr4j.natives.Backend;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
            for (int step = 0; step < 3; step++) {
                TrainingGraph.Result result = graph.gradients(batch, null);
                assertThat(result.loss()).isCloseTo(losses[step], within(1e-6));
                adam.step(result.gradients(), 1e-3, 1);
            }
            assertThat(graph.loss(batch)).isCloseTo(losses[3], within(1e-6));
            for (Map.Entry<String, INDArray> parameter : weights.arrays().entrySet()) {
                // the true gradient of a key's bias is 0, and Adam makes steps of the noise around it
                if (!parameter.getKey().endsWith("key.bias")
                        && !parameter.getKey().endsWith("k_proj.bias")) {
                    String expected = "adamw.param_after_3." + parameter.getKey();
                    assertThat(difference(golden, expected, parameter.getValue()))
                            .as(parameter.getKey())
                            .isLessThan(1e-5);
                }
            }
        }
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
    void bothWaysGoTheSameWay() {
        // one parameter is larger than what a thread takes at once, and no multiple of anything
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
    void aGradientThatIsNoNumberIsSeenInTheNorm() {
        INDArray parameter = Nd4j.ones(5);
        AdamW adam = new AdamW(Map.of("p", parameter), SETTINGS, AdamW::onMatrices, key -> 1, GraphEngine.PLANNED);
        INDArray gradient = Nd4j.createFromArray(1f, 2f, Float.NaN, 4f, 5f);
        assertThat(adam.norm(Map.of("p", gradient))).isNaN();
        gradient.putScalar(2, Float.POSITIVE_INFINITY);
        assertThat(adam.norm(Map.of("p", gradient))).isInfinite();
    }

    private static INDArray random(long seed, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Nd4j.create(values, shape, 'c');
    }
}
