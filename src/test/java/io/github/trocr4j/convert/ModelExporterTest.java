package io.github.trocr4j.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.FamilyGoldens;
import io.github.trocr4j.Goldens;
import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.ReadingConfig;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.checkpoint.Dtype;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.graph.Weights;
import io.github.trocr4j.image.ImageProcessorConfig.Fit;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ConfigJson;
import io.github.trocr4j.model.Decoding;
import io.github.trocr4j.model.DigitHead;
import io.github.trocr4j.model.ParameterShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelExporterTest {
    private static final String PROJECTION = "decoder.output_projection.weight";

    @TempDir
    Path directory;

    @Test
    void hfGetsARowOfZerosForTheStartToken() throws IOException {
        ModelDirectory model = SmallModels.digits();
        ModelExporter.export(model, directory, Dtype.F32);
        try (SafetensorsFile file = SafetensorsFile.open(directory.resolve("model.safetensors"))) {
            assertThat(file.info(PROJECTION).shape()).containsExactly(11, 16);
            float[] rows = file.floats(PROJECTION);
            assertThat(Arrays.copyOf(rows, 160)).isEqualTo(model.weights().values(PROJECTION));
            assertThat(Arrays.copyOfRange(rows, 160, 176)).containsOnly(0f);
            assertThat(file.metadata()).containsEntry("format", "pt");
        }
        assertThat(Files.readString(directory.resolve("generation_config.json")))
                .contains("\"suppress_tokens\" : [ 10 ]", "\"max_new_tokens\" : 5", "\"min_new_tokens\" : 5");
        assertThat(Files.readString(directory.resolve("config.json")))
                .contains("\"vocab_size\" : 11", "\"pad_token_id\" : null", "\"eos_token_id\" : null")
                .as("HF's loss needs padding in the inputs, which only the decoder has not")
                .contains("\"decoder_start_token_id\" : 10,\n  \"pad_token_id\" : 10,");
    }

    @Test
    void paddingIsExportedForDonutsProcessorAndPaperIsRefused() throws IOException {
        ModelExporter.export(padded(Fit.PAD), directory, Dtype.F32);
        assertThat(directory.resolve("preprocessor_config.json"))
                .content()
                .contains("\"image_processor_type\" : \"DonutImageProcessor\"");
        assertThatThrownBy(() -> ModelExporter.export(padded(Fit.PAPER), directory.resolve("paper"), Dtype.F32))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("preprocessor_config.json: expected pictures that are stretched or padded")
                .hasMessageEndingWith("train a model with the fit pad and export that.");
        assertThat(directory.resolve("paper")).doesNotExist();
    }

    private static ModelDirectory padded(Fit fit) {
        return ModelDirectory.fresh(SmallModels.digits().config(), fit, 1);
    }

    @Test
    void theTemperatureIsThatOfTheProjection() throws IOException {
        ModelDirectory model = SmallModels.digits();
        ModelExporter.export(model.withReading(new ReadingConfig(true, 0.5f, 0)), directory, Dtype.F32);
        ModelDirectory exported = ModelDirectory.load(directory);
        float[] before = model.weights().values(PROJECTION);
        float[] after = exported.weights().values(PROJECTION);
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i]).isEqualTo(2 * before[i]);
        }
        assertThat(exported.reading()).isEqualTo(new ReadingConfig(true, 1, 0));
        assertThat(exported.weights().values(ParameterShapes.EMBED_TOKENS))
                .isEqualTo(model.weights().values(ParameterShapes.EMBED_TOKENS));
    }

    @Test
    void whatTheTemperatureMovesOutOfRangeIsNotWritten() {
        ModelDirectory cold = SmallModels.digits().withReading(new ReadingConfig(true, 1e-6f, 0));
        assertThatThrownBy(() -> ModelExporter.export(cold, directory.resolve("cold"), Dtype.F16))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(PROJECTION + ": expected values within the range of F16");
        assertThat(directory.resolve("cold")).doesNotExist();
    }

    @Test
    void importingWhatWasExportedGivesTheSameBits() throws IOException {
        assertSameAfterRoundTrip(SmallModels.digits(), directory.resolve("digits"));
        assertSameAfterRoundTrip(SmallModels.text(), directory.resolve("text"));
    }

    @Test
    void importingExportedGoldenModelsGivesTheSameBits() throws IOException {
        assertSameAfterRoundTrip(ModelDirectory.load(Goldens.path("tiny")), directory.resolve("text"));
        assertSameAfterRoundTrip(ModelDirectory.load(Goldens.path("tiny-digits")), directory.resolve("digits"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vit-tied", "vit-sinusoidal", "deit-learned"})
    void everyKindOfModelIsExportedAsHfSavesIt(String name) throws IOException {
        assertSameAfterRoundTrip(ModelDirectory.load(FamilyGoldens.path(name)), directory);
        try (SafetensorsFile file = SafetensorsFile.open(directory.resolve("model.safetensors"));
                SafetensorsFile hfs =
                        SafetensorsFile.open(FamilyGoldens.path(name).resolve("model.safetensors"))) {
            assertThat(file.names())
                    .containsExactlyInAnyOrderElementsOf(hfs.names().stream()
                            .filter(key -> !key.startsWith("encoder.pooler."))
                            .toList());
        }
    }

    @Test
    void exportingWhatWasImportedGivesTheSameFile() throws IOException {
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");
        ModelExporter.export(SmallModels.digits(), first, Dtype.F32);
        ModelExporter.export(ModelDirectory.load(first), second, Dtype.F32);
        for (String file : new String[] {"model.safetensors", "config.json", "generation_config.json"}) {
            assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
        }
    }

    @Test
    void float16ValuesAreRoundedAndReadBack() throws IOException {
        ModelDirectory model = SmallModels.digits();
        ModelExporter.export(model, directory, Dtype.F16);
        float[] rounded = ModelDirectory.load(directory).weights().values(PROJECTION);
        float[] exact = model.weights().values(PROJECTION);
        for (int i = 0; i < exact.length; i++) {
            assertThat(rounded[i]).isCloseTo(exact[i], Offset.offset(1e-3f));
        }
        assertThat(rounded).isNotEqualTo(exact);
    }

    @Test
    void valuesBeyondFloat16AreRefused() {
        ModelDirectory model = SmallModels.digits();
        Weights large = Weights.from(model.config(), (key, shape) -> {
            float[] values = model.weights().values(key);
            values[0] = key.equals(PROJECTION) ? 70_000 : values[0];
            return values;
        });
        ModelDirectory wrong = new ModelDirectory(model.config(), large, model.processor());
        assertThatThrownBy(() -> ModelExporter.export(wrong, directory, Dtype.F16))
                .hasMessageContainingAll(PROJECTION, "65504", "70000.0");
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(
            value = Dtype.class,
            names = {"F32", "F16"})
    void valuesThatAreNotFiniteAreRefused(Dtype dtype) {
        ModelDirectory model = SmallModels.digits();
        Weights diverged = Weights.from(model.config(), (key, shape) -> {
            float[] values = model.weights().values(key);
            values[0] = key.equals(PROJECTION) ? Float.NaN : values[0];
            return values;
        });
        ModelDirectory wrong = new ModelDirectory(model.config(), diverged, model.processor());
        assertThatThrownBy(() -> ModelExporter.export(wrong, directory, dtype))
                .hasMessage(PROJECTION + ": expected finite numbers, found NaN; export another checkpoint.");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aModelThatReadsInParallelIsRefused() {
        ModelDirectory parallel = SmallModels.digits().withDecoding(Decoding.PARALLEL);
        assertThatThrownBy(() -> ModelExporter.export(parallel, directory, Dtype.F32))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("digit_head.decoding: expected autoregressive, found parallel", "generate()");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void eachTokenAfterTheDigitsIsSuppressed() throws IOException {
        DigitHead three = new DigitHead(3, 5, 10, Decoding.AUTOREGRESSIVE);
        ModelDirectory model = SmallModels.model(SmallModels.config(Optional.of(three)));
        ModelExporter.export(model, directory, Dtype.F32);
        assertThat(Files.readString(directory.resolve("generation_config.json")))
                .contains("\"suppress_tokens\" : [ 3, 4, 5, 6, 7, 8, 9, 10 ]");
        assertThat(ModelDirectory.load(directory).config()).isEqualTo(model.config());
    }

    private static void assertSameAfterRoundTrip(ModelDirectory model, Path at) throws IOException {
        ModelExporter.export(model, at, Dtype.F32);
        assertThat(ConfigJson.read(at.resolve("config.json"))).isEqualTo(model.config());
        try (SafetensorsFile file = SafetensorsFile.open(at.resolve("model.safetensors"))) {
            ModelDirectory back = CheckpointImporter.read(at, file, CheckpointImporter.Options.UNCHANGED)
                    .model();
            assertThat(back.config()).isEqualTo(model.config());
            assertThat(back.processor().config()).isEqualTo(model.processor().config());
            for (String key : ParameterShapes.of(model.config()).keySet()) {
                assertThat(bits(back.weights().values(key)))
                        .as(key)
                        .isEqualTo(bits(model.weights().values(key)));
            }
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
