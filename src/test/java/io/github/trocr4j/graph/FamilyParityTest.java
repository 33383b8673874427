package io.github.trocr4j.graph;

import static io.github.trocr4j.Goldens.array;
import static io.github.trocr4j.Goldens.difference;
import static io.github.trocr4j.Goldens.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.FamilyGoldens;
import io.github.trocr4j.Goldens;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.train.AdamW;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares each stage, the loss, all gradients and three steps of AdamW with HuggingFace's, for the encoders and
 * decoders of every kind of TrOCR, with both engines and both ways to look tokens up.
 */
@Tag("golden")
class FamilyParityTest {
    private static final String EMBEDDING = "decoder.model.decoder.embed_tokens.weight";

    static Stream<Arguments> variants() {
        return Stream.of("vit-tied", "vit-sinusoidal")
                .flatMap(model -> Stream.of(GraphEngine.values())
                        .filter(engine -> engine.runsOn(Backend.here()))
                        .flatMap(
                                engine -> Stream.of(true, false).map(product -> Arguments.of(model, engine, product))));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyStageEqualsHuggingFaces(String model, GraphEngine engine, boolean product) throws IOException {
        try (SafetensorsFile golden = FamilyGoldens.open(model);
                TrainingGraph graph = graph(weights(model), engine, product)) {
            Map<String, INDArray> found = graph.stages(batch(golden, "input", weights(model)));
            Map<String, String> stages = Goldens.stages(golden);
            stages.keySet().removeIf(name -> !found.containsKey(name));
            assertThat(stages).hasSizeGreaterThan(6);
            for (Map.Entry<String, String> stage : stages.entrySet()) {
                assertThat(difference(golden, stage.getValue(), found.get(stage.getKey())))
                        .as(stage.getKey())
                        .isLessThan(2e-5);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyGradientEqualsHuggingFaces(String model, GraphEngine engine, boolean product) throws IOException {
        try (SafetensorsFile golden = FamilyGoldens.open(model);
                TrainingGraph graph = graph(weights(model), engine, product)) {
            TrainingGraph.Result result = graph.gradients(batch(golden, "input", weights(model)), null);
            assertThat(result.loss()).isCloseTo(golden.floats("expected.loss")[0], within(1e-5));
            List<String> keys = golden.names().stream()
                    .filter(key -> key.startsWith("grad."))
                    .map(key -> key.substring("grad.".length()))
                    .toList();
            assertThat(result.gradients().keySet()).containsExactlyInAnyOrderElementsOf(keys);
            for (String key : keys) {
                assertGradient(golden, "grad." + key, result.gradients().get(key));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void labelsThatArePaddingHaveHfsGradients(String model, GraphEngine engine, boolean product) throws IOException {
        try (SafetensorsFile golden = FamilyGoldens.open(model);
                TrainingGraph graph = graph(weights(model), engine, product)) {
            TrainingBatch batch = batch(golden, "pad", weights(model));
            TrainingGraph.Result result = graph.gradients(batch, null);
            assertThat(result.loss()).isCloseTo(golden.floats("pad.loss")[0], within(1e-5));
            assertThat(golden.names()).contains("pad.grad." + EMBEDDING);
            for (String name : golden.names()) {
                if (name.startsWith("pad.grad.")) {
                    assertGradient(golden, name, result.gradients().get(name.substring("pad.grad.".length())));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void threeStepsOfAdamWEqualPyTorchs(String model, GraphEngine engine, boolean product) throws IOException {
        Weights weights = weights(model);
        try (SafetensorsFile golden = FamilyGoldens.open(model);
                TrainingGraph graph = graph(weights, engine, product)) {
            TrainingBatch batch = batch(golden, "input", weights);
            AdamW optimiser = new AdamW(
                    weights.arrays(),
                    new AdamW.Settings(0.9, 0.999, 1e-8, 0.01),
                    (key, parameter) -> true,
                    key -> 1,
                    engine);
            float[] losses = golden.floats("adamw.losses");
            for (int step = 0; step < 3; step++) {
                TrainingGraph.Result result = graph.gradients(batch, null);
                assertThat(result.loss()).as("before step %d", step).isCloseTo(losses[step], within(1e-5));
                optimiser.step(result.gradients(), 1e-3, 1);
            }
            assertThat(graph.loss(batch)).isCloseTo(losses[3], within(1e-5));
            for (Map.Entry<String, INDArray> parameter : weights.arrays().entrySet()) {
                if (!parameter.getKey().endsWith("k_proj.bias")) { // true gradients of 0
                    String name = "adamw.param_after_3." + parameter.getKey();
                    assertThat(difference(golden, name, parameter.getValue()))
                            .as(parameter.getKey())
                            .isLessThan(2e-5);
                }
            }
        }
    }

    private static void assertGradient(SafetensorsFile golden, String name, INDArray found) throws IOException {
        INDArray expected = array(golden, name);
        // Softmax is invariant to a shift of all scores, so the true gradient of a key bias is 0.
        double tolerance = name.endsWith("k_proj.bias")
                ? 1e-6
                : 1e-5 * expected.amaxNumber().doubleValue();
        assertThat(difference(expected, found)).as(name).isLessThan(tolerance);
    }

    private static Weights weights(String model) throws IOException {
        return ModelDirectory.load(FamilyGoldens.path(model)).weights();
    }

    private static TrainingGraph graph(Weights weights, GraphEngine engine, boolean product) {
        ImageSize size = weights.config().encoder().imageSize();
        TrainingGraph.Options options = new TrainingGraph.Options(size, 7, 0, false, engine);
        return new TrainingGraph(weights, options, Optional.empty(), product);
    }

    private static TrainingBatch batch(SafetensorsFile golden, String kind, Weights weights) throws IOException {
        INDArray patches =
                Patches.of(array(golden, "input.pixel_values"), weights.config().encoder());
        TrainingBatch batch = TrainingBatch.of(patches, ids(golden, kind + ".labels"), weights.config());
        assertThat(batch.decoderInputIds()).isDeepEqualTo(ids(golden, kind + ".decoder_input_ids"));
        return batch;
    }
}
