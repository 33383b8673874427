package io.github.trocr4j;

import static io.github.trocr4j.Goldens.array;
import static io.github.trocr4j.Goldens.difference;
import static io.github.trocr4j.Goldens.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.Kernels;
import io.github.trocr4j.model.Patches;
import io.github.trocr4j.model.TrOcrConfig;
import io.github.trocr4j.model.TrainingBatch;
import io.github.trocr4j.model.TrainingGraph;
import io.github.trocr4j.model.Weights;
import io.github.trocr4j.natives.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The façade gives HuggingFace's numbers, at toy size and at full size. */
class TrOcrGoldenTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny", "tiny-digits"})
    void aTinyCheckpointGivesHfsEncoderLogitsAndIds(String name) throws IOException {
        try (TrOcr trOcr = TrOcr.load(Goldens.directory(name));
                SafetensorsFile golden = Goldens.open(name)) {
            INDArray pixels = array(golden, "input.pixel_values");
            assertThat(difference(trOcr.encode(pixels), array(golden, "expected.encoder_last_hidden_state")))
                    .isLessThan(1e-5);
            INDArray logits = trOcr.logits(pixels, ids(golden, "input.decoder_input_ids"));
            assertThat(difference(logits, array(golden, "expected.logits"))).isLessThan(1e-5);
            int[][] expected = ids(golden, "expected.greedy_ids");
            assertThat(trOcr.generate(pixels, expected[0].length)).isDeepEqualTo(expected);
        }
    }

    @Test
    void aRowThatMeetsEosStopsAndIsPadded(@TempDir Path directory) throws IOException {
        Path tiny = Goldens.directory("tiny");
        Files.copy(tiny.resolve("model.safetensors"), directory.resolve("model.safetensors"));
        String config = Files.readString(tiny.resolve("config.json"));
        Files.writeString(
                directory.resolve("config.json"), config.replace("\"eos_token_id\": 2", "\"eos_token_id\": 58"));
        try (TrOcr trOcr = TrOcr.load(directory);
                SafetensorsFile golden = Goldens.open("tiny")) {
            int[][] withStart = ids(golden, "expected.hf_generate_eos58_ids");
            int[][] expected = Arrays.stream(withStart)
                    .map(row -> Arrays.copyOfRange(row, 1, row.length))
                    .toArray(int[][]::new);
            assertThat(trOcr.generate(array(golden, "input.pixel_values"), expected[0].length))
                    .isDeepEqualTo(expected);
        }
    }

    @Test
    void anotherInputSizeInterpolatesThePositions() throws IOException {
        try (TrOcr trOcr = TrOcr.load(Goldens.directory("tiny"));
                SafetensorsFile golden = Goldens.open("tiny")) {
            INDArray pixels = array(golden, "interp.pixel_values");
            assertThat(difference(trOcr.encode(pixels), array(golden, "interp.encoder_last_hidden_state")))
                    .isLessThan(1e-5);
            INDArray logits = trOcr.logits(pixels, ids(golden, "input.decoder_input_ids"));
            assertThat(difference(logits, array(golden, "interp.logits"))).isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "full-digits"})
    void theFullSizeModelGivesHfsNumbers(String name, @TempDir Path directory) throws IOException {
        try (TrOcr trOcr = TrOcr.load(formulaModel(name, directory));
                SafetensorsFile golden = Goldens.open(name)) {
            INDArray pixels = Goldens.formulaPixels("input.pixel_values", 384, 384);
            assertThat(difference(trOcr.encode(pixels), array(golden, "expected.encoder_last_hidden_state")))
                    .isLessThan(2e-5);
            INDArray logits = trOcr.logits(pixels, ids(golden, "input.decoder_input_ids"));
            assertThat(difference(logits, array(golden, "expected.logits"))).isLessThan(1e-5);
            assertThat(trOcr.generate(pixels, 5)).isDeepEqualTo(ids(golden, "expected.greedy_ids"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "full-digits"})
    void theFullSizeModelHasHfsLoss(String name) throws IOException {
        TrOcrConfig config = ConfigJson.read(Goldens.directory(name).resolve("config.json"));
        try (SafetensorsFile golden = Goldens.open(name)) {
            TrainingGraph graph = new TrainingGraph(
                    Goldens.formulaWeights(config, 0.05f),
                    new TrainingGraph.Options(
                            config.encoder().imageSize(), 5, 0, false, Kernels.fastestOn(Backend.here())));
            TrainingBatch batch = new TrainingBatch(
                    Patches.of(Goldens.formulaPixels("input.pixel_values", 384, 384), config.encoder()),
                    ids(golden, "input.decoder_input_ids"),
                    ids(golden, "input.labels"));
            assertThat(graph.loss(batch)).isCloseTo(golden.floats("expected.loss")[0], within(5e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 320", "48, 240", "32, 160"})
    void theFullSizeModelReadsStripsOfOtherSizes(int height, int width, @TempDir Path directory) throws IOException {
        String size = height + "x" + width;
        INDArray pixels = Goldens.formulaPixels("input.pixel_values_" + size, height, width);
        try (TrOcr trOcr = TrOcr.load(formulaModel("full-digits", directory));
                SafetensorsFile golden = Goldens.open("interp");
                SafetensorsFile full = Goldens.open("full-digits")) {
            assertThat(difference(trOcr.encode(pixels), array(golden, size + ".encoder_last_hidden_state")))
                    .isLessThan(2e-5);
            INDArray logits = trOcr.logits(pixels, ids(full, "input.decoder_input_ids"));
            assertThat(difference(logits, array(golden, size + ".digits.logits")))
                    .isLessThan(1e-5);
            assertThat(trOcr.generate(pixels, 5)).isDeepEqualTo(ids(golden, size + ".digits.greedy_ids"));
        }
    }

    @Test
    void theWholeVocabularyReadsStripsToo(@TempDir Path directory) throws IOException {
        INDArray pixels = Goldens.formulaPixels("input.pixel_values_48x240", 48, 240);
        try (TrOcr trOcr = TrOcr.load(formulaModel("full", directory));
                SafetensorsFile golden = Goldens.open("interp");
                SafetensorsFile full = Goldens.open("full")) {
            INDArray logits = trOcr.logits(pixels, ids(full, "input.decoder_input_ids"));
            INDArray first = logits.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, 256));
            assertThat(difference(first.dup('c'), array(golden, "48x240.logits_first_256")))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void theWholeVocabularyHasTheKeysAndShapesOfTheOriginal() throws IOException {
        Path full = Goldens.directory("full");
        TrOcrConfig config = ConfigJson.read(full.resolve("config.json"));
        assertThat(io.github.trocr4j.model.ParameterShapes.of(config)).hasSize(360);
        assertThat(io.github.trocr4j.model.ParameterShapes.count(config)).isEqualTo(61_448_832);
    }

    @Test
    void aBatchGivesWhatItsPicturesGiveAlone() throws IOException {
        try (TrOcr trOcr = TrOcr.load(Goldens.directory("tiny-digits"));
                SafetensorsFile golden = Goldens.open("tiny-digits")) {
            INDArray pixels = array(golden, "input.pixel_values");
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
        TrOcrConfig config = ConfigJson.read(Goldens.directory(golden).resolve("config.json"));
        Weights weights = Goldens.formulaWeights(config, 0.05f);
        new ModelDirectory(config, weights, ModelDirectory.processorFor(config)).save(directory);
        return directory;
    }
}
