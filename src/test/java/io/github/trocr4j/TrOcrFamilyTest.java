package io.github.trocr4j;

import static io.github.trocr4j.Goldens.array;
import static io.github.trocr4j.Goldens.difference;
import static io.github.trocr4j.Goldens.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link TrOcr} computes HuggingFace's values for every kind of TrOCR, whatever files it is in. */
@Tag("golden")
class TrOcrFamilyTest {
    @ParameterizedTest
    @ValueSource(strings = {"vit-tied", "vit-sinusoidal", "deit-learned"})
    void encoderLogitsAndIdsAreHfs(String model) throws IOException {
        try (TrOcr trOcr = TrOcr.load(FamilyGoldens.path(model));
                SafetensorsFile golden = FamilyGoldens.open(model)) {
            INDArray pixels = array(golden, "input.pixel_values");
            requireStatesAndLogits(trOcr, pixels, golden, "expected.");
            int[][] expected = ids(golden, "expected.greedy_ids");
            assertThat(trOcr.generate(pixels, expected[0].length)).isDeepEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vit-tied", "deit-learned"})
    void anotherInputSizeInterpolatesThePositions(String model) throws IOException {
        try (TrOcr trOcr = TrOcr.load(FamilyGoldens.path(model));
                SafetensorsFile golden = FamilyGoldens.open(model)) {
            requireStatesAndLogits(trOcr, array(golden, "interp.pixel_values"), golden, "interp.");
        }
    }

    private static void requireStatesAndLogits(TrOcr trOcr, INDArray pixels, SafetensorsFile golden, String prefix)
            throws IOException {
        assertThat(difference(golden, prefix + "encoder_last_hidden_state", trOcr.encode(pixels)))
                .isLessThan(2e-5);
        INDArray logits = trOcr.logits(pixels, ids(golden, "input.decoder_input_ids"));
        assertThat(difference(golden, prefix + "logits", logits)).isLessThan(2e-5);
    }

    static Stream<Arguments> forms() {
        List<String> weights = List.of("model.safetensors", "pytorch_model.bin", "state_dict_v5.bin");
        List<String> configs = List.of("config.json", "config.v4.json", "config.v4_57.json");
        return Stream.of("vit-tied", "vit-sinusoidal", "deit-learned")
                .flatMap(model -> configs.stream()
                        .flatMap(config -> weights.stream().map(file -> Arguments.of(model, config, file))));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyFormOfTheFilesIsTheSameModel(String model, String config, String weights, @TempDir Path folder)
            throws IOException {
        ModelDirectory expected = ModelDirectory.load(FamilyGoldens.path(model));
        ModelDirectory found = ModelDirectory.load(FamilyGoldens.form(folder, model, config, weights));
        assertThat(found.config()).isEqualTo(expected.config());
        assertThat(found.weights().arrays()).isEqualTo(expected.weights().arrays());
    }

    @ParameterizedTest
    @CsvSource({"vit-tied, f16", "vit-tied, bf16", "vit-sinusoidal, f16", "vit-sinusoidal, bf16"})
    void halfPrecisionFilesGiveHfsLogits(String model, String type, @TempDir Path folder) throws IOException {
        FamilyGoldens.form(folder, model, "config.json", "model_" + type + ".safetensors");
        try (TrOcr trOcr = TrOcr.load(folder);
                SafetensorsFile golden = FamilyGoldens.open(model)) {
            INDArray logits = trOcr.logits(array(golden, "input.pixel_values"), ids(golden, "input.decoder_input_ids"));
            assertThat(difference(golden, "expected.logits_from_" + type, logits))
                    .isLessThan(2e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vit-tied", "vit-sinusoidal"})
    void paddingInsideARowGivesHfsLogits(String model) throws IOException {
        try (TrOcr trOcr = TrOcr.load(FamilyGoldens.path(model));
                SafetensorsFile golden = FamilyGoldens.open(model)) {
            INDArray logits = trOcr.logits(array(golden, "input.pixel_values"), ids(golden, "pad.decoder_input_ids"));
            assertThat(difference(golden, "pad.logits", logits)).isLessThan(2e-5);
        }
    }
}
