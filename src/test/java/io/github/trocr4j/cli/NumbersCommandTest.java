package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.model.Decoding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumbersCommandTest {
    private static final FloatTensor PIXELS = new FloatTensor(new long[] {2, 3, 16, 80}, new float[2 * 3 * 16 * 80]);

    @TempDir
    Path folder;

    private Path model;
    private Path input;
    private Path output;

    @BeforeEach
    void aModelAndTwoGrayPictures() throws IOException {
        model = SmallModels.save(folder.resolve("model"));
        input = folder.resolve("input.safetensors");
        output = folder.resolve("output.safetensors");
        SafetensorsWriter.write(input, Map.of(), Map.of("pixel_values", PIXELS));
    }

    @Test
    void encoderLogitsAndIdsAreTensors() throws IOException {
        Ran ran = Ran.of("numbers", model, "--pixels", input, "--output", output, "--repeat", 2);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        try (SafetensorsFile file = SafetensorsFile.open(output)) {
            assertThat(file.info("encoder_last_hidden_state").shape()).containsExactly(2, 22, 16);
            assertThat(file.info("logits").shape()).as("start token only").containsExactly(2, 1, 10);
            assertThat(file.info("ids").shape()).containsExactly(2, 5);
            assertThat(file.info("seconds_generate").shape()).containsExactly(2);
            float[] ids = file.floats("ids");
            float[] logits = file.floats("logits");
            assertThat(logits[(int) ids[0]])
                    .as("the first token is the likeliest")
                    .isEqualTo(largest(logits));
        }
    }

    @Test
    void aParallelModelGetsAStartTokenForEachPosition() throws IOException {
        SmallModels.digits().withDecoding(Decoding.PARALLEL).save(model);
        Ran ran = Ran.of("numbers", model, "--pixels", input, "--output", output);
        assertThat(ran.err()).isEmpty();
        try (SafetensorsFile file = SafetensorsFile.open(output)) {
            assertThat(file.info("logits").shape()).containsExactly(2, 5, 10);
        }
    }

    @Test
    void givenIdsArePutIntoTheDecoder() throws IOException {
        FloatTensor ids = new FloatTensor(new long[] {2, 3}, new float[] {10, 1, 2, 10, 3, 4});
        SafetensorsWriter.write(input, Map.of(), Map.of("pixel_values", PIXELS, "decoder_input_ids", ids));
        assertThat(Ran.of("numbers", model, "--pixels", input, "--output", output)
                        .exitCode())
                .isZero();
        try (SafetensorsFile file = SafetensorsFile.open(output)) {
            assertThat(file.info("logits").shape()).containsExactly(2, 3, 10);
        }
    }

    @Test
    void idsOutsideTheVocabularyAreRefused() throws IOException {
        FloatTensor ids = new FloatTensor(new long[] {2, 1}, new float[] {10, 11});
        SafetensorsWriter.write(input, Map.of(), Map.of("pixel_values", PIXELS, "decoder_input_ids", ids));
        Ran ran = Ran.of("numbers", model, "--pixels", input, "--output", output);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("decoder_input_ids", "expected token ids from 0 to 10, found 11.0");
    }

    @Test
    void theVerbIsNotInTheHelp() {
        assertThat(Ran.of("--help").out()).contains("inspect").doesNotContain("numbers");
    }

    private static float largest(float[] logits) {
        float largest = logits[0];
        for (int i = 1; i < 10; i++) {
            largest = Math.max(largest, logits[i]);
        }
        return largest;
    }
}
