package io.github.trocr4j.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TeacherWeightsTest {
    private static final TeacherArchitecture ARCHITECTURE =
            new TeacherArchitecture(TeacherArchitecture.blocks("2x3s2,3x5s3"), false, 0.25, 0.125);

    @TempDir
    Path folder;

    @BeforeEach
    void aTeacher() throws IOException {
        new TeacherWeights(ARCHITECTURE, parameters()).save(folder);
    }

    private static Map<String, FloatTensor> parameters() {
        Map<String, FloatTensor> parameters = new LinkedHashMap<>();
        TeacherWeights.shapes(ARCHITECTURE).forEach((name, shape) -> {
            float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            Arrays.fill(values, 0.1f);
            parameters.put(name, new FloatTensor(shape, values));
        });
        return parameters;
    }

    @Test
    void readsWhatItWrote() throws IOException {
        TeacherWeights loaded = TeacherWeights.load(folder);

        assertThat(loaded).isEqualTo(new TeacherWeights(ARCHITECTURE, parameters()));
        assertThat(loaded.architecture().text()).isEqualTo("2x3s2,3x5s3");
        assertThat(TeacherWeights.isIn(folder)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{|teacher.json",
                "{}|model_type: expected convolutional-digit-teacher",
                "[1]|model_type: expected convolutional-digit-teacher",
                "{\"model_type\": \"convolutional-digit-teacher\"}|blocks: expected an array of blocks, found nothing",
                "{\"model_type\": \"convolutional-digit-teacher\", \"blocks\": [7]}|channels: expected a whole number",
                "{\"model_type\": \"convolutional-digit-teacher\", \"blocks\": [], \"pooling\": true, \"dropout\": 0}"
                        + "|blocks: expected 1 to 32 of them, found 0",
                "{\"model_type\": \"convolutional-digit-teacher\", \"blocks\": [{\"channels\": 99999, \"kernel\": 3,"
                        + " \"stride\": 1}]}|channels: expected 1 to 1024, found 99999"
            })
    void aDamagedConfigurationIsOneSentence(String json, String message) throws IOException {
        Files.writeString(folder.resolve(TeacherWeights.CONFIG), json);

        assertThatThrownBy(() -> TeacherWeights.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(TeacherWeights.CONFIG)
                .hasMessageContaining(message)
                .hasMessageEndingWith(".");
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        Files.delete(folder.resolve(TeacherWeights.PARAMETERS));
        assertThatThrownBy(() -> TeacherWeights.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(TeacherWeights.PARAMETERS);

        Files.delete(folder.resolve(TeacherWeights.CONFIG));
        assertThatThrownBy(() -> TeacherWeights.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found no such file");
    }

    @Test
    void otherParametersAreRefused() throws IOException {
        Map<String, FloatTensor> other = new HashMap<>(parameters());
        other.put("block0.gamma", new FloatTensor(new long[] {3}, new float[3]));
        assertRefused(other, "block0.gamma", "[3]");

        other = new HashMap<>(parameters());
        other.put("block0.gamma", new FloatTensor(new long[] {2}, new float[] {1, Float.NaN}));
        assertRefused(other, "block0.gamma", "not a finite number");

        other = new HashMap<>(parameters());
        other.remove("head.bias");
        assertRefused(other, "head.bias", "");

        other = new HashMap<>(parameters());
        other.put("extra", new FloatTensor(new long[] {1}, new float[1]));
        assertRefused(other, "extra", "not one of the architecture");
    }

    private void assertRefused(Map<String, FloatTensor> parameters, String tensor, String message) throws IOException {
        SafetensorsWriter.write(folder.resolve(TeacherWeights.PARAMETERS), Map.of(), parameters);
        assertThatThrownBy(() -> TeacherWeights.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(tensor)
                .hasMessageContaining(message);
    }

    @Test
    void probabilitiesOfADigitAddUpToOne() throws IOException {
        try (ConvolutionalTeacher teacher = ConvolutionalTeacher.load(folder)) {
            float[] probabilities = teacher.probabilities(new byte[3 * TeacherArchitecture.PIXELS], 3);

            assertThat(probabilities).hasSize(30).containsOnly(0.1f);
            assertThat(teacher.probabilities(new byte[0], 0)).isEmpty();
            assertThatThrownBy(() -> teacher.probabilities(new byte[5], 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aClosedTeacherSaysSo() throws IOException {
        ConvolutionalTeacher teacher = ConvolutionalTeacher.load(folder);
        teacher.close();

        assertThatThrownBy(() -> teacher.probabilities(new byte[TeacherArchitecture.PIXELS], 1))
                .isInstanceOf(IllegalStateException.class);
    }
}
