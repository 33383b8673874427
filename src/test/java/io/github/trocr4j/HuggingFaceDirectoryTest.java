package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link TrOcr#load} loads HuggingFace directories with any kind of weight files, to the same bits. */
class HuggingFaceDirectoryTest {
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"pytorch_model.bin", "pytorch_model_legacy.bin"})
    void aPyTorchFileInEitherLayout(String file) throws IOException {
        Path tiny = Goldens.path("tiny");
        Files.copy(tiny.resolve("config.json"), directory.resolve("config.json"));
        Files.copy(tiny.resolve(file), directory.resolve("pytorch_model.bin"));
        assertThat(logits(directory)).isEqualTo(logits(tiny));
    }

    @Test
    void pyTorchShardsWithAnIndex() throws IOException {
        Path tiny = Goldens.path("tiny");
        Files.copy(tiny.resolve("config.json"), directory.resolve("config.json"));
        Files.copy(tiny.resolve("pytorch_model.bin"), directory.resolve("pytorch_model-00001-of-00001.bin"));
        try (SafetensorsFile whole = SafetensorsFile.open(tiny.resolve(WEIGHTS))) {
            index("pytorch_model.bin.index.json", List.of("pytorch_model-00001-of-00001.bin"), whole.names());
        }
        assertThat(logits(directory)).isEqualTo(logits(tiny));
    }

    @Test
    void safetensorsInThreeShards(@TempDir Path whole) throws IOException {
        SmallModels.text().save(whole);
        SmallModels.text().save(directory);
        shard();
        assertThat(logits(directory)).isEqualTo(logits(whole));
    }

    @Test
    void safetensorsBesideAPyTorchFile(@TempDir Path whole) throws IOException {
        SmallModels.text().save(whole);
        SmallModels.text().save(directory);
        Files.writeString(directory.resolve("pytorch_model.bin"), "of no use");
        assertThat(logits(directory)).isEqualTo(logits(whole));
    }

    @Test
    void lineReaderLoadsShards() throws IOException {
        SmallModels.save(directory);
        shard();
        try (LineReader reader = LineReader.load(directory)) {
            assertThat(reader.config()).isEqualTo(SmallModels.digits().config());
        }
    }

    @Test
    void aForeignTensorIsRefusedNamingItsFile() throws IOException {
        SmallModels.text().save(directory);
        shard();
        String config = Files.readString(directory.resolve("config.json"));
        Files.writeString(
                directory.resolve("config.json"), config.replace("\"vocab_size\" : 11", "\"vocab_size\" : 12"));
        assertThatThrownBy(() -> TrOcr.load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("model.safetensors.index.json", "embed_tokens", "[12, 16]", "[11, 16]");
    }

    private static float[] logits(Path model) throws IOException {
        try (TrOcr trOcr = TrOcr.load(model)) {
            int height = trOcr.config().encoder().imageSize().height();
            int width = trOcr.config().encoder().imageSize().width();
            int start = trOcr.config().decoder().decoderStartTokenId();
            INDArray pixels = Goldens.formulaPixels("input.pixel_values", height, width);
            return trOcr.logits(pixels, new int[][] {{start, 1}, {start, 2}})
                    .data()
                    .asFloat();
        }
    }

    /** Splits model.safetensors into three shards and an index. */
    private void shard() throws IOException {
        Path whole = directory.resolve(WEIGHTS);
        List<String> files = List.of(
                "model-00001-of-00003.safetensors",
                "model-00002-of-00003.safetensors",
                "model-00003-of-00003.safetensors");
        try (SafetensorsFile tensors = SafetensorsFile.open(whole)) {
            for (int part = 0; part < files.size(); part++) {
                Map<String, FloatTensor> some = new LinkedHashMap<>();
                for (int i = part; i < tensors.names().size(); i += files.size()) {
                    String name = tensors.names().get(i);
                    some.put(name, new FloatTensor(tensors.info(name).shape(), tensors.floats(name)));
                }
                SafetensorsWriter.write(directory.resolve(files.get(part)), SafetensorsWriter.PYTORCH, some);
            }
            index("model.safetensors.index.json", files, tensors.names());
        }
        Files.delete(whole);
    }

    private void index(String name, List<String> files, List<String> tensors) throws IOException {
        StringJoiner map = new StringJoiner(",", "{\"metadata\":{\"total_size\":1},\"weight_map\":{", "}}");
        for (int i = 0; i < tensors.size(); i++) {
            map.add("\"" + tensors.get(i) + "\":\"" + files.get(i % files.size()) + "\"");
        }
        Files.writeString(directory.resolve(name), map.toString());
    }
}
