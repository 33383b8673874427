package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.Goldens;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.checkpoint.SafetensorsWriter;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
    @TempDir
    Path folder;

    private Path good;
    private Path bad;

    @BeforeEach
    void aGoodFileAndABadOne() throws IOException {
        good = folder.resolve("good.safetensors");
        bad = Files.writeString(folder.resolve("bad.safetensors"), "no tensors at all");
        FloatTensor matrix = new FloatTensor(new long[] {2, 3}, new float[6]);
        FloatTensor scalar = new FloatTensor(new long[0], new float[1]);
        SafetensorsWriter.write(good, Map.of("format", "pt"), Map.of("a.weight", matrix, "b\u00e9", scalar));
    }

    @Test
    void textIsATable() {
        Ran ran = Ran.of("inspect", good);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .isEqualToNormalizingNewlines(good
                        + ": 2 tensors, 7 parameters\n  format: pt\n"
                        + "  F32   [2, 3]  a.weight\n  F32   []      b\u00e9\n");
    }

    @Test
    void jsonIsAnObjectForEachFileErrorsIncluded() throws IOException {
        Path missing = folder.resolve("missing");
        Path model = SmallModels.save(folder.resolve("model"));
        Ran ran = Ran.of("inspect", "--json", bad, good, missing, model);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isEqualTo(1);
        List<String> lines = ran.out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(JsonTree.read(lines.get(0)).get("file").textValue()).isEqualTo(bad.toString());
        assertThat(JsonTree.read(lines.get(0)).get("error").textValue()).contains("is plain text that begins with");
        assertThat(JsonTree.read(lines.get(1)))
                .isEqualTo(JsonTree.read("{\"file\":" + JsonValue.of(good.toString())
                        + ",\"tensors\":[{\"name\":\"a.weight\",\"dtype\":\"F32\",\"shape\":[2,3]},"
                        + "{\"name\":\"b\u00e9\",\"dtype\":\"F32\",\"shape\":[]}],\"parameters\":7,"
                        + "\"metadata\":{\"format\":\"pt\"}}"));
        assertThat(JsonTree.read(lines.get(2)).get("error").textValue()).contains("does not exist");
        JsonValue whole = JsonTree.read(lines.get(3));
        assertThat(whole.get("tensors")).hasSize(54);
    }

    @Test
    void aRefusedFileDoesNotStopTheNext() {
        Ran ran = Ran.of("inspect", bad, good);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).singleElement().asString().startsWith("trocr4j: " + bad + ": ");
        assertThat(ran.out()).contains("2 tensors");
    }

    @Test
    void withoutAFileThereIsNothingToInspect() {
        assertThat(Ran.of("inspect").exitCode()).isEqualTo(2);
    }

    @Test
    void filesOfEachFormatAndTypeAreReadThroughInOneCall() {
        Path tiny = Goldens.path("tiny");
        Ran ran = Ran.of(
                "inspect",
                "--json",
                tiny.resolve("golden.safetensors"),
                tiny.resolve("model_bf16.safetensors"),
                tiny.resolve("odd.safetensors"),
                tiny.resolve("odd.bin"),
                tiny.resolve("odd_legacy.bin"),
                tiny.resolve("pytorch_model_f16.bin"));
        assertThat(ran.exitCode()).as(ran.out()).isZero();
        assertThat(ran.out().lines()).hasSize(6).allMatch(line -> line.contains("\"tensors\":["));
        assertThat(ran.out()).contains("\"dtype\":\"I64\"").contains("\"dtype\":\"BF16\"");
    }
}
