package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ParameterShapes;
import io.github.trocr4j.text.CharacterVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void aSavedModelLoadsToTheSameBits() throws IOException {
        ModelDirectory saved = SmallModels.digits();
        saved.save(directory);
        ModelDirectory loaded = ModelDirectory.load(directory);
        assertThat(loaded.config()).isEqualTo(saved.config());
        assertThat(loaded.processor().config()).isEqualTo(saved.processor().config());
        for (String key : ParameterShapes.of(saved.config()).keySet()) {
            assertThat(loaded.weights().values(key))
                    .as(key)
                    .isEqualTo(saved.weights().values(key));
        }
    }

    @Test
    void aDirectoryHasTheFourFilesOfHf() throws IOException {
        SmallModels.save(directory);
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "config.json", "generation_config.json", "model.safetensors", "preprocessor_config.json");
        }
        assertThat(Files.readString(directory.resolve("generation_config.json")))
                .contains("\"decoder_start_token_id\" : 10")
                .contains("\"max_new_tokens\" : 5")
                .contains("\"suppress_tokens\" : [ 10 ]");
    }

    @Test
    void withoutAProcessorFileHfsProcessorIsUsed() throws IOException {
        SmallModels.save(directory);
        Files.delete(directory.resolve("preprocessor_config.json"));
        ModelDirectory loaded = ModelDirectory.load(directory);
        assertThat(loaded.processor().config().height()).isEqualTo(16);
        assertThat(loaded.processor().config().width()).isEqualTo(80);
    }

    @Test
    void theUnusedPoolerOfHfIsIgnored() throws IOException {
        Path golden = Goldens.path("tiny");
        Files.copy(golden.resolve("config.json"), directory.resolve("config.json"));
        Files.copy(golden.resolve("model_with_pooler.safetensors"), directory.resolve("model.safetensors"));
        ModelDirectory with = ModelDirectory.load(directory);
        ModelDirectory without = ModelDirectory.load(golden);
        String key = "decoder.output_projection.weight";
        assertThat(with.weights().values(key)).isEqualTo(without.weights().values(key));
    }

    @Test
    void aMissingTensorIsNamed() throws IOException {
        rewrite(tensors -> tensors.remove("encoder.layernorm.bias"));
        refused("encoder.layernorm.bias", "missing", "[16]");
    }

    @Test
    void aTensorOfAnotherShapeIsNamedWithBothShapes() throws IOException {
        rewrite(tensors -> tensors.put("encoder.layernorm.bias", new FloatTensor(new long[] {17}, new float[17])));
        refused("encoder.layernorm.bias", "[16]", "[17]");
    }

    @Test
    void anUnknownTensorIsNamed() throws IOException {
        rewrite(tensors -> tensors.put("decoder.extra", new FloatTensor(new long[] {1}, new float[1])));
        refused("decoder.extra", "unknown");
    }

    @Test
    void aDirectoryWithoutWeightsOrConfigIsRefused() throws IOException {
        assertThatThrownBy(() -> ModelDirectory.load(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("config.json");
        SmallModels.save(directory);
        Files.delete(directory.resolve("model.safetensors"));
        assertThatThrownBy(() -> ModelDirectory.load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("model.safetensors");
    }

    private interface Change {
        void apply(Map<String, FloatTensor> tensors);
    }

    private void rewrite(Change change) throws IOException {
        SmallModels.save(directory);
        Path file = directory.resolve("model.safetensors");
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            for (String name : read.names()) {
                tensors.put(name, new FloatTensor(read.info(name).shape(), read.floats(name)));
            }
        }
        change.apply(tensors);
        SafetensorsWriter.write(file, SafetensorsWriter.PYTORCH, tensors);
    }

    private void refused(String tensor, String... says) {
        assertThatThrownBy(() -> ModelDirectory.load(directory))
                .isInstanceOfSatisfying(CheckpointException.class, e -> {
                    assertThat(e.tensor()).isEqualTo(tensor);
                    assertThat(e.file().getFileName()).hasToString("model.safetensors");
                })
                .hasMessageContainingAll(says);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vit-tied", "vit-sinusoidal", "deit-learned"})
    void modelsOfEachKindReadCharactersAndAreSaved(String kind) throws IOException {
        CharacterVocabulary digits = CharacterVocabulary.of("0123456789");
        ModelDirectory model = ModelDirectory.load(FamilyGoldens.path(kind)).withCharacters(digits, 7, 1);
        model.save(directory);
        ModelDirectory again = ModelDirectory.load(directory);
        assertThat(again.config()).isEqualTo(model.config());
        assertThat(again.weights().arrays()).isEqualTo(model.weights().arrays());
        assertThat(again.characters()).isPresent();
    }
}
