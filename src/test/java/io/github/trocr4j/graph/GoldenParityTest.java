package io.github.trocr4j.graph;

import static io.github.trocr4j.Goldens.array;
import static io.github.trocr4j.Goldens.difference;
import static io.github.trocr4j.Goldens.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import io.github.trocr4j.Goldens;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.natives.Backend;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares each stage, the loss, the cache and all gradients with the tiny golden models, with and without the Java
 * kernels.
 */
@Tag("golden")
class GoldenParityTest {
    static Stream<Arguments> goldensAndKernels() {
        return Stream.of("tiny", "tiny-digits")
                .flatMap(name -> Stream.of(GraphEngine.values())
                        .filter(engine -> engine.runsOn(Backend.here()))
                        .map(engine -> Arguments.of(name, engine)));
    }

    @ParameterizedTest
    @MethodSource("goldensAndKernels")
    void everyStageEqualsHuggingFaces(String name, GraphEngine engine) throws IOException {
        try (SafetensorsFile golden = Goldens.open(name)) {
            TrainingGraph graph = graph(name, engine);
            Map<String, String> stages = Goldens.stages(golden);
            Map<String, INDArray> found = graph.stages(batch(name, golden));
            assertThat(found).containsKeys(stages.keySet().toArray(String[]::new));
            for (Map.Entry<String, String> stage : stages.entrySet()) {
                assertThat(difference(golden, stage.getValue(), found.get(stage.getKey())))
                        .as(stage.getKey())
                        .isLessThan(1e-5);
            }
            assertThat(graph.loss(batch(name, golden))).isCloseTo(golden.floats("expected.loss")[0], within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("goldensAndKernels")
    void everyGradientEqualsHuggingFaces(String name, GraphEngine engine) throws IOException {
        try (SafetensorsFile golden = Goldens.open(name)) {
            TrainingGraph.Result result = graph(name, engine).gradients(batch(name, golden), null);
            assertThat(result.loss()).isCloseTo(golden.floats("expected.loss")[0], within(1e-6));
            List<String> keys = golden.names().stream()
                    .filter(key -> key.startsWith("grad."))
                    .map(key -> key.substring("grad.".length()))
                    .toList();
            assertThat(result.gradients().keySet()).containsExactlyInAnyOrderElementsOf(keys);
            for (String key : keys) {
                INDArray expected = array(golden, "grad." + key);
                // Softmax is invariant to a shift of all scores, so the true gradient of a key bias is 0.
                boolean keyBias = key.endsWith("key.bias") || key.endsWith("k_proj.bias");
                double tolerance = keyBias ? 1e-7 : 1e-5 * expected.amaxNumber().doubleValue();
                assertThat(difference(expected, result.gradients().get(key)))
                        .as(key)
                        .isLessThan(tolerance);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("goldensAndKernels")
    void theCacheAfterTheLastStepEqualsHuggingFaces(String name, GraphEngine engine) throws IOException {
        try (SafetensorsFile golden = Goldens.open(name)) {
            Weights weights = weights(name);
            InferenceGraphs graphs = InferenceGraphs.live(weights, engine);
            INDArray pixels = Goldens.formulaPixels("input.pixel_values", 32, 32);
            INDArray rows = graphs.encode(Patches.of(pixels, weights.config().encoder()), Patches.sizeOf(pixels));
            int[][] ids = ids(golden, "expected.greedy_ids");
            AutoregressiveReader reader = new AutoregressiveReader(InferenceGraphs.Execution.live(weights, engine));
            Map<String, INDArray> cross = reader.cross(rows, ids.length);
            Map<String, INDArray> past = Map.of();
            INDArray expected = array(golden, "expected.greedy_logits"); // [B, n, V]
            for (int t = 0; t < ids[0].length; t++) {
                int[] positions = new int[ids.length];
                Arrays.fill(positions, t);
                Map<String, INDArray> output = reader.step(inputs(ids, t, weights), positions, past, cross);
                past = reader.past(output);
                INDArray found = output.get(TrOcrDecoder.LOGITS);
                assertThat(difference(
                                found, expected.get(all(), point(t), all()).dup('c')))
                        .isLessThan(1e-5);
            }
            for (int i = 0; i < weights.config().decoder().decoderLayers(); i++) {
                String expectedPast = "inter.past." + i + ".";
                assertClose(golden, expectedPast + "self_key", past.get("past_key." + i));
                assertClose(golden, expectedPast + "self_value", past.get("past_value." + i));
                assertClose(golden, expectedPast + "cross_key", cross.get("cross_key." + i));
                assertClose(golden, expectedPast + "cross_value", cross.get("cross_value." + i));
            }
        }
    }

    private static int[] inputs(int[][] ids, int t, Weights weights) {
        int start = weights.config().decoder().decoderStartTokenId();
        return Arrays.stream(ids).mapToInt(row -> t == 0 ? start : row[t - 1]).toArray();
    }

    private static void assertClose(SafetensorsFile golden, String name, INDArray found) throws IOException {
        assertThat(difference(golden, name, found)).as(name).isLessThan(1e-5);
    }

    private static Weights weights(String name) throws IOException {
        return ModelDirectory.load(Goldens.path(name)).weights();
    }

    private static TrainingGraph graph(String name, GraphEngine engine) throws IOException {
        Weights weights = weights(name);
        ImageSize size = weights.config().encoder().imageSize();
        return new TrainingGraph(weights, new TrainingGraph.Options(size, 5, 0, false, engine));
    }

    private static TrainingBatch batch(String name, SafetensorsFile golden) throws IOException {
        TrOcrConfig config = weights(name).config();
        INDArray patches = Patches.of(Goldens.formulaPixels("input.pixel_values", 32, 32), config.encoder());
        return new TrainingBatch(patches, ids(golden, "input.decoder_input_ids"), ids(golden, "input.labels"));
    }
}
