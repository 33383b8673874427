package io.github.trocr4j.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.FamilyGoldens;
import io.github.trocr4j.Goldens;
import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ModelTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link JavaTrOcr} computes HuggingFace's values for every kind of TrOCR, with one thread and with two. */
@Tag("golden")
class JavaTrOcrTest {
    @ParameterizedTest
    @CsvSource({"vit-tied, 1", "vit-tied, 2", "vit-sinusoidal, 1", "vit-sinusoidal, 2", "deit-learned, 1"})
    void statesAndLogitsAreHfs(String name, int threads) throws IOException {
        try (SafetensorsFile golden = FamilyGoldens.open(name)) {
            JavaTrOcr model = model(FamilyGoldens.path(name), threads);
            float[][][] states = model.encode(golden.floats("input.pixel_values"), 2, size(golden, "input"));
            assertThat(difference(states, golden.floats("expected.encoder_last_hidden_state")))
                    .isLessThan(1e-5);
            float[][][] logits = model.logits(states, Goldens.ids(golden, "input.decoder_input_ids"));
            assertThat(difference(logits, golden.floats("expected.logits"))).isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @CsvSource({"vit-tied", "deit-learned"})
    void anotherInputSizeInterpolatesThePositions(String name) throws IOException {
        try (SafetensorsFile golden = FamilyGoldens.open(name)) {
            JavaTrOcr model = model(FamilyGoldens.path(name), 1);
            float[][][] states = model.encode(golden.floats("interp.pixel_values"), 2, size(golden, "interp"));
            assertThat(difference(states, golden.floats("interp.encoder_last_hidden_state")))
                    .isLessThan(1e-5);
        }
    }

    private static ImageSize size(Checkpoint golden, String kind) throws IOException {
        long[] shape = golden.info(kind + ".pixel_values").shape();
        return new ImageSize((int) shape[2], (int) shape[3]);
    }

    private static JavaTrOcr model(Path folder, int threads) throws IOException {
        try (Checkpoint checkpoint = CheckpointFiles.open(folder)) {
            ModelTensors tensors = ModelTensors.of(ConfigJson.read(folder.resolve("config.json")), checkpoint);
            return JavaTrOcr.load(tensors, threads);
        }
    }

    private static double difference(float[][][] found, float[] expected) {
        float[] all = new float[expected.length];
        int at = 0;
        for (float[] row : Stream.of(found).flatMap(Arrays::stream).toList()) {
            System.arraycopy(row, 0, all, at, row.length);
            at += row.length;
        }
        assertThat(at).isEqualTo(expected.length);
        double largest = 0;
        for (int i = 0; i < all.length; i++) {
            largest = Math.max(largest, Math.abs((double) all[i] - expected[i]));
        }
        return largest;
    }
}
