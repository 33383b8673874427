package io.github.trocr4j.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.convert.CheckpointImporter.Imported;
import io.github.trocr4j.model.ParameterShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Names with the prefixes of training scripts are read as the model's, and the report says so. */
class ImportedNamesTest {
    private static final String NORM = "encoder.layernorm.weight";

    private final ModelDirectory model = SmallModels.text();
    private final Map<String, FloatTensor> tensors = new LinkedHashMap<>();

    @TempDir
    Path directory;

    @BeforeEach
    void save() throws IOException {
        model.save(directory);
        for (Map.Entry<String, long[]> shape :
                ParameterShapes.of(model.config()).entrySet()) {
            tensors.put(
                    shape.getKey(),
                    new FloatTensor(shape.getValue(), model.weights().values(shape.getKey())));
        }
    }

    static Stream<Arguments> names() {
        return Stream.of(
                arguments("DataParallel", renamed(name -> "module." + name), "without 'module.': 54 names"),
                arguments("Lightning", renamed(name -> "model." + name), "without 'model.': 54 names"),
                arguments("torch.compile", renamed(name -> "_orig_mod." + name), "without '_orig_mod.': 54 names"),
                arguments("both", renamed(name -> "module._orig_mod." + name), "without 'module._orig_mod.': 54"),
                arguments("Lightning and DDP", renamed(name -> "model.module." + name), "'model.module.': 54"),
                arguments("Fabric", renamed(name -> "_forward_module.model." + name), "'_forward_module.model.'"),
                arguments("FSDP", renamed(name -> "_fsdp_wrapped_module." + name), "'_fsdp_wrapped_module.'"),
                arguments("merged adapter", renamed(name -> "base_model.model." + name), "'base_model.model.'"),
                arguments("own attribute", renamed(name -> "self.trocr." + name), "'self.trocr.'"),
                arguments(
                        "transformers 5",
                        renamed(ImportedNamesTest::inTransformers5),
                        "with the names of transformers 5: 16 names, such as 'encoder.layers.0."),
                arguments(
                        "transformers 5 and DDP",
                        renamed(name -> "module." + inTransformers5(name)),
                        "with the names of transformers 5: 16 names, such as 'module.encoder.layers.0."),
                arguments(
                        "the compiled encoder",
                        renamed(name -> name.replaceFirst("^encoder\\.", "encoder._orig_mod.")),
                        "without '_orig_mod.'"),
                arguments(
                        "the decoder inside",
                        renamed(name -> name.replaceFirst("^decoder\\.model\\.", "model.decoder.module.model.")),
                        "without 'model.' and 'module.'"),
                arguments(
                        "the encoder alone",
                        renamed(name -> name.startsWith("encoder.") ? "module." + name : name),
                        "without 'module.'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void areReadAsTheModels(String kind, UnaryOperator<String> rename, String remark) throws IOException {
        Imported imported = imported(rename);
        for (String key : tensors.keySet()) {
            assertThat(imported.model().weights().values(key))
                    .as(key)
                    .isEqualTo(tensors.get(key).values());
        }
        assertThat(imported.report().summary()).as(kind).contains("54 read", remark);
        assertThat(ModelDirectory.load(directory).config()).isEqualTo(model.config());
    }

    @Test
    void withoutPrefixesThereIsNothingToRemark() throws IOException {
        assertThat(imported(name -> name).report().remarks()).isEmpty();
    }

    @Test
    void twoModelsInOneFileAreRefused() {
        tensors.put("ema." + NORM, tensors.get(NORM));
        assertRefused(name -> name, NORM, "'ema." + NORM + "'", "not clear which model is meant");
        assertRefused(name -> name.equals(NORM) ? "module." + NORM : "model." + name, "not clear", "model.ema." + NORM);
    }

    @Test
    void theWholeRemainderMustFit() {
        tensors.remove(NORM);
        assertRefused(name -> "module." + name, "'" + NORM + "' missing, expected shape [16]");
        tensors.put("loss.weight", new FloatTensor(new long[] {1}, new float[1]));
        tensors.put(NORM, new FloatTensor(new long[] {16}, new float[16]));
        assertRefused(name -> "model." + name, "'model.loss.weight' unknown to this config.json, found shape [1]");
        tensors.remove("loss.weight");
        tensors.put(NORM, new FloatTensor(new long[] {15}, new float[15]));
        assertRefused(name -> "model." + name, "'model." + NORM + "' expected shape [16], found [15]");
    }

    @Test
    void adaptersAreToBeMergedFirst() throws IOException {
        Files.delete(directory.resolve("config.json")); // adapters have none
        String query = "encoder.encoder.layer.0.attention.attention.query.";
        for (String inserted : List.of("lora_A.default.weight", "base_layer.weight", "hada_w1_a")) {
            tensors.put(query + inserted, tensors.get(NORM));
            assertRefused(name -> "base_model.model." + name, inserted, "such as LoRA", "model.merge_and_unload()");
            tensors.remove(query + inserted);
        }
    }

    @Test
    void bothNamesOfATensorAreRefused() {
        String query = "encoder.encoder.layer.0.attention.attention.query.weight";
        tensors.put("encoder.layers.0.attention.q_proj.weight", tensors.get(query));
        assertRefused(name -> name, query, "not clear which model is meant");
    }

    private static String inTransformers5(String name) {
        return name.replaceFirst("^encoder\\.encoder\\.layer\\.(\\d+)\\.", "encoder.layers.$1.")
                .replace("attention.attention.query", "attention.q_proj")
                .replace("attention.attention.key", "attention.k_proj")
                .replace("attention.attention.value", "attention.v_proj")
                .replace("attention.output.dense", "attention.o_proj")
                .replaceFirst("(layers\\.\\d+)\\.intermediate\\.dense", "$1.mlp.fc1")
                .replaceFirst("(layers\\.\\d+)\\.output\\.dense", "$1.mlp.fc2");
    }

    private static UnaryOperator<String> renamed(UnaryOperator<String> rename) {
        return rename;
    }

    private Imported imported(UnaryOperator<String> rename) throws IOException {
        Map<String, FloatTensor> renamed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> renamed.put(rename.apply(name), tensor));
        Path file = directory.resolve("model.safetensors");
        SafetensorsWriter.write(file, SafetensorsWriter.PYTORCH, renamed);
        try (SafetensorsFile checkpoint = SafetensorsFile.open(file)) {
            return CheckpointImporter.read(directory, checkpoint, CheckpointImporter.Options.UNCHANGED);
        }
    }

    private void assertRefused(UnaryOperator<String> rename, String... says) {
        assertThatThrownBy(() -> imported(rename))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(says);
    }
}
