package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointFiles;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.convert.CheckpointImporter;
import io.github.trocr4j.engine.GraphEngine;
import io.github.trocr4j.forward.JavaTrOcr;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.model.Generation;
import io.github.trocr4j.model.GenerationConfig;
import io.github.trocr4j.model.GenerationConfigJson;
import io.github.trocr4j.model.ImageSize;
import io.github.trocr4j.model.ImageToText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Ids and scores of HF's {@code generate} (transformers 5.18) for tiny models, in golden-family/generation. */
@Tag("golden")
class HuggingFaceGenerationTest {
    private static final Path FAMILY = Path.of("src", "test", "resources", "golden-family");
    private static final Path CASES = FAMILY.resolve("generation").resolve("cases.json");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"deit-learned", "vit-tied", "vit-sinusoidal"})
    void idsAndScoresAreHuggingFaces(String model) throws IOException {
        try (ImageToText nd4j = TrOcr.load(FAMILY.resolve(model));
                ImageToText java = javaTrOcr(FAMILY.resolve(model))) {
            assertThat(compared(model, "", nd4j)).isGreaterThan(50);
            assertThat(compared(model, "", java)).isGreaterThan(50);
        }
    }

    @Test
    void thePlainGraphFindsTheSame() throws IOException {
        String model = "vit-sinusoidal";
        try (TrOcr plain = new TrOcr(ModelDirectory.load(FAMILY.resolve(model)), GraphEngine.PLAIN)) {
            assertThat(compared(model, "-eos-list", plain)).isEqualTo(3);
        }
    }

    private static ImageToText javaTrOcr(Path folder) throws IOException {
        try (OpenModel open = OpenModel.of(folder)) {
            return JavaTrOcr.load(open.tensors(), 2);
        }
    }

    /** Compares the cases of a model that have a name like this, and returns how many there are. */
    private static int compared(String model, String name, ImageToText computing) throws IOException {
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (JsonValue each : JsonTree.read(Files.readAllBytes(CASES)).get("cases")) {
            if (each.get("model").textValue().equals(model)
                    && each.get("id").textValue().contains(name)
                    && !each.get("tie_risk").isTrue()) {
                compared++;
                compare(computing, FAMILY.resolve(model), each, differences);
            }
        }
        assertThat(differences).isEmpty();
        return compared;
    }

    /** Pairs of config.json and generation_config.json, with the weights of vit-tied. */
    @ParameterizedTest
    @MethodSource("pairs")
    void settingsAreThoseThatHuggingFaceResolves(String id, JsonValue expected) throws IOException {
        Path pair = CASES.resolveSibling("resolve").resolve(id);
        Files.copy(FAMILY.resolve("vit-tied").resolve("model.safetensors"), directory.resolve("model.safetensors"));
        for (String file : List.of("config.json", GenerationConfigJson.FILE)) {
            if (Files.exists(pair.resolve(file))) {
                Files.copy(pair.resolve(file), directory.resolve(file));
            }
        }
        if (expected.has("error")) {
            String message = expected.get("error").textValue().contains("has to be defined")
                    ? "decoder_start_token_id: expected a token id, or a bos_token_id,"
                    : "decoder.decoder_start_token_id: expected a token id, found null";
            assertThatThrownBy(() -> generate(directory)).hasMessageContaining(message);
            return;
        }
        assertThat(generate(directory)).isDeepEqualTo(rows(expected.get("ids")));
        ModelDirectory.load(directory).save(directory);
        assertThat(generate(directory)).as("saved").isDeepEqualTo(rows(expected.get("ids")));
    }

    @Test
    void importedModelsKeepTheSettingsOfAnOldConfiguration() throws IOException {
        JsonValue expected = StreamSupport.stream(
                        JsonTree.read(Files.readAllBytes(CASES)).get("resolve").spliterator(), false)
                .filter(pair -> pair.get("id").textValue().equals("13-beams-in-root"))
                .findFirst()
                .orElseThrow();
        Path pair = CASES.resolveSibling("resolve").resolve("13-beams-in-root");
        try (Checkpoint weights = CheckpointFiles.open(FAMILY.resolve("vit-tied"))) {
            CheckpointImporter.read(pair, weights, CheckpointImporter.Options.UNCHANGED)
                    .model()
                    .save(directory);
        }
        assertThat(generate(directory)).isDeepEqualTo(rows(expected.get("ids")));
    }

    private static Stream<Arguments> pairs() throws IOException {
        List<Arguments> pairs = new ArrayList<>();
        for (JsonValue pair : JsonTree.read(Files.readAllBytes(CASES)).get("resolve")) {
            pairs.add(Arguments.of(pair.get("id").textValue(), pair));
        }
        return pairs.stream();
    }

    private static int[][] generate(Path folder) throws IOException {
        try (TrOcr trOcr = TrOcr.load(folder);
                SafetensorsFile file = SafetensorsFile.open(CASES.resolveSibling("pixels.safetensors"));
                INDArray pixels = Goldens.array(file, "resolve.pixel_values")) {
            return trOcr.generate(pixels);
        }
    }

    private static void compare(ImageToText computing, Path folder, JsonValue each, List<String> differences)
            throws IOException {
        Generation found = generation(
                computing, each.get("model").textValue(), each.get("pictures"), settings(folder, each.get("settings")));
        String id = each.get("id").textValue();
        int[][] expected = rows(each.get("ids"));
        for (int i = 0; i < expected.length; i++) {
            if (!Arrays.equals(expected[i], found.ids()[i])) {
                differences.add(id + ": " + Arrays.toString(expected[i]) + " " + Arrays.toString(found.ids()[i]));
                return;
            }
        }
        double furthest = each.has("sequences_scores")
                ? furthest(each.get("sequences_scores"), found.scores())
                : furthestLog(each.get("token_log_probs"), found.probabilities());
        if (!(furthest < 2e-5)) {
            differences.add(id + ": scores differ by " + furthest);
        }
    }

    /** Returns the largest difference of scores, of their size if they are larger than 1. */
    private static double furthest(JsonValue expected, float[] found) {
        assertThat(found).hasSize(expected.size());
        double furthest = 0;
        for (int i = 0; i < found.length; i++) {
            double score = expected.get(i).doubleValue();
            furthest = Math.max(furthest, Math.abs(score - found[i]) / Math.max(1, Math.abs(score)));
        }
        return furthest;
    }

    private static double furthestLog(JsonValue expected, float[][] probabilities) {
        double furthest = 0;
        for (int row = 0; row < probabilities.length; row++) {
            for (int i = 0; i < expected.get(row).size(); i++) {
                double score = expected.get(row).get(i).doubleValue();
                furthest = Math.max(furthest, Math.abs(score - Math.log(probabilities[row][i])));
            }
        }
        return furthest;
    }

    /** Returns the settings of a folder as arguments of generate() change them. */
    private static GenerationConfig settings(Path folder, JsonValue arguments) throws IOException {
        Path file = folder.resolve(GenerationConfigJson.FILE);
        JsonObject settings = (JsonObject) JsonTree.read(Files.readAllBytes(file));
        arguments.members().forEach(settings::set);
        return GenerationConfigJson.parse(file.toString(), settings.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Generation generation(
            ImageToText computing, String model, JsonValue pictures, GenerationConfig settings) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(CASES.resolveSibling("pixels.safetensors"))) {
            String name = model + ".pixel_values";
            long[] shape = file.info(name).shape();
            float[] all = file.floats(name);
            int length = all.length / (int) shape[0];
            float[] chosen = new float[pictures.size() * length];
            for (int i = 0; i < pictures.size(); i++) {
                System.arraycopy(all, pictures.get(i).intValue() * length, chosen, i * length, length);
            }
            ImageSize size = new ImageSize((int) shape[2], (int) shape[3]);
            return computing.generate(chosen, pictures.size(), size, settings);
        }
    }

    /** Returns rows of ids without the start token. */
    private static int[][] rows(JsonValue rows) {
        int[][] ids = new int[rows.size()][];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = new int[rows.get(i).size() - 1];
            for (int j = 0; j < ids[i].length; j++) {
                ids[i][j] = rows.get(i).get(j + 1).intValue();
            }
        }
        return ids;
    }
}
