package io.github.trocr4j.model;

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
import io.github.trocr4j.natives.Backend;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Each stage, the loss, the cache and all gradients of the tiny goldens, with and without the Java kernels. */
@Tag("golden")
class GoldenParityTest {
    static Stream<Arguments> goldensAndKernels() {
        return Stream.of("tiny", "tiny-digits")
                .flatMap(name -> Stream.of(Kernels.values())
                        .filter(kernels -> kernels.runOn(Backend.here()))
                        .map(kernels -> Arguments.of(name, kernels)));
    }

    @ParameterizedTest
    @MethodSource("goldensAndKernels")
    void everyStageEqualsHfs(String name, Kernels kernels) throws IOException {
        try (SafetensorsFile golden = Goldens.open(name)) {
            TrainingGraph graph = graph(name, kernels);
            Map<String, String> stages = stages(golden);
            Map<String, INDArray> found =
                    graph.outputs(batch(name, golden), stages.keySet().toArray(String[]::new));
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
    void everyGradientEqualsHfs(String name, Kernels kernels) throws IOException {
        try (SafetensorsFile golden = Goldens.open(name)) {
            TrainingGraph.Result result = graph(name, kernels).gradients(batch(name, golden), null);
            assertThat(result.loss()).isCloseTo(golden.floats("expected.loss")[0], within(1e-6));
            List<String> keys = golden.names().stream()
                    .filter(key -> key.startsWith("grad."))
                    .map(key -> key.substring("grad.".length()))
                    .toList();
            assertThat(result.gradients().keySet()).containsExactlyInAnyOrderElementsOf(keys);
            for (String key : keys) {
                INDArray expected = array(golden, "grad." + key);
                // Softmax ignores a shift of all scores: the true gradient of a key's bias is 0.
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
    void theCacheAfterTheLastStepEqualsHfs(String name, Kernels kernels) throws IOException {
        try (SafetensorsFile golden = Goldens.open(name)) {
            Weights weights = weights(name);
            InferenceGraphs graphs = InferenceGraphs.live(weights, kernels);
            INDArray pixels = Goldens.formulaPixels("input.pixel_values", 32, 32);
            INDArray rows = graphs.encode(Patches.of(pixels, weights.config().encoder()), Patches.sizeOf(pixels));
            int[][] ids = ids(golden, "expected.greedy_ids");
            KeyValueCache cross = graphs.cross(rows, ids.length);
            KeyValueCache self = null;
            INDArray expected = array(golden, "expected.greedy_logits"); // [B, n, V]
            for (int t = 0; t < ids[0].length; t++) {
                DecoderGraph.Output output = graphs.step(inputs(ids, t, weights), t, self, cross);
                self = output.self();
                INDArray found = output.logits();
                assertThat(difference(
                                found, expected.get(all(), point(t), all()).dup('c')))
                        .isLessThan(1e-5);
            }
            for (int i = 0; i < self.keys().size(); i++) {
                String past = "inter.past." + i + ".";
                assertClose(golden, past + "self_key", self.keys().get(i));
                assertClose(golden, past + "self_value", self.values().get(i));
                assertClose(golden, past + "cross_key", cross.keys().get(i));
                assertClose(golden, past + "cross_value", cross.values().get(i));
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

    private static Map<String, String> stages(SafetensorsFile golden) {
        Map<String, String> stages = new LinkedHashMap<>();
        for (String name : golden.names()) {
            if (name.startsWith("inter.") && !name.startsWith("inter.past.")) {
                stages.put(name.substring("inter.".length()), name);
            }
        }
        stages.put("encoder_last_hidden_state", "expected.encoder_last_hidden_state");
        stages.put("logits", "expected.logits");
        return stages;
    }

    private static Weights weights(String name) throws IOException {
        return ModelDirectory.load(Goldens.path(name)).weights();
    }

    private static TrainingGraph graph(String name, Kernels kernels) throws IOException {
        Weights weights = weights(name);
        ImageSize size = weights.config().encoder().imageSize();
        return new TrainingGraph(weights, new TrainingGraph.Options(size, 5, 0, false, kernels));
    }

    private static TrainingBatch batch(String name, SafetensorsFile golden) throws IOException {
        TrOcrConfig config = weights(name).config();
        INDArray patches = Patches.of(Goldens.formulaPixels("input.pixel_values", 32, 32), config.encoder());
        return new TrainingBatch(patches, ids(golden, "input.decoder_input_ids"), ids(golden, "input.labels"));
    }
}
