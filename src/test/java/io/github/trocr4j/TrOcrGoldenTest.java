package io.github.trocr4j;

import static io.github.trocr4j.Goldens.difference;
import static io.github.trocr4j.Goldens.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.graph.Patches;
import io.github.trocr4j.graph.TrainingBatch;
import io.github.trocr4j.graph.TrainingGraph;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.natives.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** {@link TrOcr} computes HuggingFace's values, at toy size and at full size. */
@Tag("golden")
@Tag("slow")
class TrOcrGoldenTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny", "tiny-digits"})
    void aTinyCheckpointGivesHfsEncoderLogitsAndIds(String name) throws IOException {
        try (TrOcr trOcr = TrOcr.load(Goldens.path(name));
                SafetensorsFile golden = Goldens.open(name)) {
            INDArray pixels = Goldens.formulaPixels("input.pixel_values", 32, 32);
            assertThat(difference(golden, "expected.encoder_last_hidden_state", trOcr.encode(pixels)))
                    .isLessThan(1e-5);
            INDArray logits = trOcr.logits(pixels, ids(golden, "input.decoder_input_ids"));
            assertThat(difference(golden, "expected.logits", logits)).isLessThan(1e-5);
            int[][] expected = ids(golden, "expected.greedy_ids");
            assertThat(trOcr.generate(pixels, expected[0].length)).isDeepEqualTo(expected);
        }
    }

    @Test
    void rowsArePaddedAfterEos(@TempDir Path directory) throws IOException {
        Path tiny = Goldens.path("tiny");
        Files.copy(tiny.resolve("model.safetensors"), directory.resolve("model.safetensors"));
        String config = Files.readString(tiny.resolve("config.json"));
        Files.writeString(
                directory.resolve("config.json"), config.replace("\"eos_token_id\": 2", "\"eos_token_id\": 58"));
        try (TrOcr trOcr = TrOcr.load(directory);
                SafetensorsFile golden = Goldens.open("tiny")) {
            int[][] expected = ids(golden, "expected.eos_ids");
            assertThat(trOcr.generate(Goldens.formulaPixels("input.pixel_values", 32, 32), expected[0].length))
                    .isDeepEqualTo(expected);
        }
    }

    @Test
    void anotherInputSizeInterpolatesThePositions() throws IOException {
        try (TrOcr trOcr = TrOcr.load(Goldens.path("tiny"));
                SafetensorsFile golden = Goldens.open("tiny")) {
            INDArray pixels = Goldens.formulaPixels("input.pixel_values_16x48", 16, 48);
            assertThat(difference(golden, "interp.encoder_last_hidden_state", trOcr.encode(pixels)))
                    .isLessThan(1e-5);
            INDArray logits = trOcr.logits(pixels, ids(golden, "input.decoder_input_ids"));
            assertThat(difference(golden, "interp.logits", logits)).isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "full-digits"})
    void theFullSizeModelComputesHfsValues(String name, @TempDir Path directory) throws IOException {
        try (TrOcr trOcr = TrOcr.load(formulaModel(name, directory));
                SafetensorsFile golden = Goldens.open(name)) {
            INDArray pixels = Goldens.formulaPixels("input.pixel_values", 384, 384);
            assertThat(difference(golden, "expected.encoder_last_hidden_state", trOcr.encode(pixels)))
                    .isLessThan(2e-5);
            INDArray logits = trOcr.logits(pixels, ids(golden, "input.decoder_input_ids"));
            assertThat(difference(golden, "expected.logits", logits)).isLessThan(1e-5);
            assertThat(trOcr.generate(pixels, 5)).isDeepEqualTo(ids(golden, "expected.greedy_ids"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "full-digits"})
    void theFullSizeModelHasHfsLossAndGradients(String name) throws IOException {
        TrOcrConfig config = ConfigJson.read(Goldens.path(name).resolve("config.json"));
        try (SafetensorsFile golden = Goldens.open(name)) {
            TrainingGraph graph = new TrainingGraph(
                    Goldens.formulaWeights(config, 0.05f),
                    new TrainingGraph.Options(
                            config.encoder().imageSize(), 5, 0, false, GraphEngine.fastestOn(Backend.here())));
            TrainingBatch batch = new TrainingBatch(
                    Patches.of(Goldens.formulaPixels("input.pixel_values", 384, 384), config.encoder()),
                    ids(golden, "input.decoder_input_ids"),
                    ids(golden, "input.labels"));
            TrainingGraph.Result result = graph.gradients(batch, null);
            assertThat(result.loss()).isCloseTo(golden.floats("expected.loss")[0], within(5e-6));
            assertGradientsAreHfs(golden, new TreeMap<>(result.gradients()));
        }
    }

    /**
     * Returns for each, in the order of the names: root mean square, largest absolute value, 16 values spread over it.
     */
    private static void assertGradientsAreHfs(SafetensorsFile golden, SortedMap<String, INDArray> gradients)
            throws IOException {
        float[] rms = golden.floats("grad.rms");
        float[] largest = golden.floats("grad.max");
        float[] spread = golden.floats("grad.spread");
        assertThat(gradients).hasSize(rms.length);
        int at = 0;
        for (Map.Entry<String, INDArray> gradient : gradients.entrySet()) {
            float[] values = gradient.getValue().dup('c').data().asFloat();
            // Softmax ignores a shift of all scores: the true gradient of a key's bias is 0.
            double tolerance = Math.max(1e-5 * largest[at], 1e-8);
            assertThat(Goldens.rootMeanSquare(values, 0, values.length))
                    .as(gradient.getKey())
                    .isCloseTo(rms[at], within(tolerance));
            for (int i = 0; i < 16; i++) {
                int index = (int) ((long) i * (values.length / 16 | 1) % values.length);
                assertThat((double) values[index])
                        .as("%s at %d", gradient.getKey(), index)
                        .isCloseTo(spread[at * 16 + i], within(tolerance));
            }
            at++;
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 320", "48, 240", "32, 160"})
    void theFullSizeModelReadsStripsOfOtherSizes(int height, int width, @TempDir Path directory) throws IOException {
        String size = height + "x" + width;
        INDArray pixels = Goldens.formulaPixels("input.pixel_values_" + size, height, width);
        try (TrOcr trOcr = TrOcr.load(formulaModel("full-digits", directory));
                SafetensorsFile golden = Goldens.open("full-digits")) {
            assertThat(difference(golden, size + ".encoder_last_hidden_state", trOcr.encode(pixels)))
                    .isLessThan(2e-5);
            INDArray logits = trOcr.logits(pixels, ids(golden, "input.decoder_input_ids"));
            assertThat(difference(golden, size + ".logits", logits)).isLessThan(1e-5);
            assertThat(trOcr.generate(pixels, 5)).isDeepEqualTo(ids(golden, size + ".greedy_ids"));
        }
    }

    @Test
    void theWholeVocabularyReadsStripsToo(@TempDir Path directory) throws IOException {
        INDArray pixels = Goldens.formulaPixels("input.pixel_values_48x240", 48, 240);
        try (TrOcr trOcr = TrOcr.load(formulaModel("full", directory));
                SafetensorsFile golden = Goldens.open("full")) {
            INDArray logits = trOcr.logits(pixels, ids(golden, "input.decoder_input_ids"));
            assertThat(difference(golden, "48x240.logits", logits)).isLessThan(1e-5);
            assertThat(trOcr.generate(pixels, 5)).isDeepEqualTo(ids(golden, "48x240.greedy_ids"));
        }
    }

    @Test
    void theWholeVocabularyHasTheKeysAndShapesOfTheOriginal() throws IOException {
        Path full = Goldens.path("full");
        TrOcrConfig config = ConfigJson.read(full.resolve("config.json"));
        assertThat(io.github.trocr4j.model.ParameterShapes.of(config)).hasSize(360);
        assertThat(io.github.trocr4j.model.ParameterShapes.count(config)).isEqualTo(61_448_832);
    }

    @Test
    void aBatchGivesTheResultsOfItsSinglePictures() throws IOException {
        try (TrOcr trOcr = TrOcr.load(Goldens.path("tiny-digits"))) {
            INDArray pixels = Goldens.formulaPixels("input.pixel_values", 32, 32);
            INDArray three = Nd4j.concat(0, pixels, pixels.get(NDArrayIndex.interval(0, 1)));
            int[][] batch = trOcr.generate(three, 5);
            assertThat(batch[2]).isEqualTo(batch[0]);
            for (int i = 0; i < 3; i++) {
                int[][] alone = trOcr.generate(three.get(NDArrayIndex.interval(i, i + 1)), 5);
                assertThat(alone[0]).isEqualTo(batch[i]);
            }
        }
    }

    private static Path formulaModel(String golden, Path directory) throws IOException {
        TrOcrConfig config = ConfigJson.read(Goldens.path(golden).resolve("config.json"));
        Weights weights = Goldens.formulaWeights(config, 0.05f);
        new ModelDirectory(config, weights, ModelDirectory.processorFor(config)).save(directory);
        return directory;
    }
}
