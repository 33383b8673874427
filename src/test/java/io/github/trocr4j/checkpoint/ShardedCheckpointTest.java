package io.github.trocr4j.checkpoint;

import static io.github.trocr4j.checkpoint.SafetensorsBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.trocr4j.Goldens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Several files and their index are one checkpoint, or are refused with a message that names the wrong file. */
class ShardedCheckpointTest {
    @TempDir
    Path folder;

    @Test
    void threeShardsAreOneCheckpoint() throws IOException {
        StringJoiner index = new StringJoiner(",", "{\"metadata\":{\"total_size\":1},\"weight_map\":{", "}}");
        try (SafetensorsFile whole = SafetensorsFile.open(Goldens.path("tiny/model.safetensors"))) {
            for (int part = 0; part < 3; part++) {
                Map<String, FloatTensor> tensors = new LinkedHashMap<>();
                String file = "model-0000" + (part + 1) + "-of-00003.safetensors";
                for (int i = part; i < whole.names().size(); i += 3) {
                    String name = whole.names().get(i);
                    tensors.put(name, new FloatTensor(whole.info(name).shape(), whole.floats(name)));
                    index.add("\"" + name + "\":\"" + file + "\"");
                }
                SafetensorsWriter.write(folder.resolve(file), SafetensorsWriter.PYTORCH, tensors);
            }
            Path path = Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
            try (Checkpoint sharded = CheckpointFiles.open(folder)) {
                assertThat(sharded.path()).isEqualTo(path);
                assertThat(sharded.metadata()).isEqualTo(SafetensorsWriter.PYTORCH);
                assertThat(sharded.names()).containsExactlyInAnyOrderElementsOf(whole.names());
                for (String name : whole.names()) {
                    assertThat(sharded.contains(name)).isTrue();
                    assertThat(sharded.info(name).shape())
                            .isEqualTo(whole.info(name).shape());
                    assertThat(sharded.floats(name)).as(name).isEqualTo(whole.floats(name));
                }
                assertThat(sharded.contains("none")).isFalse();
                assertThatExceptionOfType(CheckpointException.class)
                        .isThrownBy(() -> sharded.floats("none"))
                        .withMessageContaining("tensor 'none' is missing");
            }
        }
    }

    @Test
    void joinsPyTorchFilesToo() throws IOException {
        Files.write(
                folder.resolve("pytorch_model-1.bin"),
                TorchBytes.zip(PickleBytes.good().stop()).bytes());
        Files.writeString(
                folder.resolve("pytorch_model.bin.index.json"), "{\"weight_map\":{\"a\":\"pytorch_model-1.bin\"}}");
        try (Checkpoint sharded = CheckpointFiles.open(folder)) {
            assertThat(sharded.floats("a")).containsExactly(1, 2);
        }
    }

    static Stream<Arguments> damage() {
        return Stream.of(
                arguments("empty", "", "should be an index, a JSON object"),
                arguments("array", "[]", "should be an index, a JSON object"),
                arguments("cut off", "{\"weight_map\":{\"a\":", "not acceptable JSON"),
                arguments("two documents", "{\"weight_map\":{\"a\":\"1\"}}{}", "expected the end"),
                arguments("no map", "{\"metadata\":{}}", "but has none"),
                arguments("empty map", "{\"weight_map\":{}}", "an empty one"),
                arguments("map an array", "{\"weight_map\":[]}", "object for its weight_map"),
                arguments("map twice", "{\"weight_map\":{\"a\":\"1\"},\"weight_map\":{\"a\":\"1\"}}", "again"),
                arguments("file a number", "{\"weight_map\":{\"a\":1}}", "tensor 'a' should be mapped to the name"),
                arguments("file null", "{\"weight_map\":{\"a\":null}}", "tensor 'a' should be mapped to the name"),
                arguments("tensor twice", "{\"weight_map\":{\"a\":\"1\",\"\\u0061\":\"1\"}}", "again"),
                arguments("NUL in a name", map("a\\u0000", "1"), "NUL"),
                arguments("100k nesting", "{\"x\":" + "[".repeat(100_000), "levels"),
                arguments("not UTF-8", "{\"\u00ff", "not UTF-8|JSON"),
                arguments("more than 10 MB", "{\"weight_map\":{}}" + " ".repeat(10_000_000), "10000000 bytes"),
                arguments("100,001 tensors", many(100_001, "\":\"1"), "100000 tensors"),
                arguments("1,001 files", many(1_001, "\":\""), "1000 files"),
                arguments("name ../", map("a", "../x.safetensors"), "'a' .* plain name .* '../x.safetensors'"),
                arguments("name with separator", map("a", "x/y.safetensors"), "plain name"),
                arguments("name with backslash", map("a", "..\\\\x.safetensors"), "plain name"),
                arguments("absolute name", map("a", "/etc/passwd"), "plain name"),
                arguments("name with drive", map("a", "C:x.safetensors"), "plain name"),
                arguments("name ..", map("a", ".."), "plain name"),
                arguments("name .", map("a", "."), "plain name"),
                arguments("name empty", map("a", ""), "plain name"),
                arguments("name with NUL", map("a", "x\\u0000"), "plain name"),
                arguments("name with line feed", map("a", "x\\n"), "plain name"),
                arguments("name of 256", map("a", "x".repeat(256)), "plain name"),
                arguments("missing file", map("a", "model-2.safetensors"), "needs the file 'model-2.safetensors'"),
                arguments(
                        "missing files", map("a\":\"3.st\",\"b\":\"4.st\",\"c", "1.st"), "'3.st' .* like 1 more of 3"),
                arguments("LFS pointer", "version https://git-lfs.github.com/spec/v1", "git-LFS"),
                arguments("HTML page", "<!DOCTYPE html>", "web page"),
                arguments("a folder", map("a", "sub"), "sub: should be a regular file"),
                arguments("damaged file", map("a", "damaged"), "damaged: is empty"),
                arguments("itself", map("a", "x.index.json"), "x.index.json: is JSON text"),
                arguments(
                        "tensor not in its file",
                        map("a\":\"1.st\",\"b\":\"2.st\",\"c", "2.st"),
                        "'c' should be in .*'2.st'"),
                arguments("tensor unlisted", map("a", "1.st"), "'z' .* does not list it"),
                arguments("tensor in another file", map("b\":\"1.st\",\"a", "2.st"), "tensor '[ab]' is in the file"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damage")
    void isRefusedWithOneSentence(String kind, String json, String complaint) throws IOException {
        if (kind.equals("tensor unlisted")) {
            Files.write(folder.resolve("1.st"), two());
        } else {
            Files.write(folder.resolve("1.st"), one("a"));
        }
        Files.write(folder.resolve("2.st"), one("b"));
        Files.createDirectory(folder.resolve("sub"));
        Files.createFile(folder.resolve("damaged"));
        Path index = Files.write(folder.resolve("x.index.json"), json.getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(CheckpointException.class)
                .as(kind)
                .isThrownBy(() -> CheckpointFiles.open(index).close())
                .satisfies(e -> assertThat(e.file().getParent()).isEqualTo(folder))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith(folder.toString())
                        .endsWith(".")
                        .doesNotContain("\n")
                        .containsPattern(complaint));
    }

    @Test
    void refusesALinkOutOfTheFolder(@TempDir Path elsewhere) throws IOException {
        Path target = Files.write(elsewhere.resolve("secret"), one("a"));
        Files.createSymbolicLink(folder.resolve("1.st"), target);
        Path index = Files.writeString(folder.resolve("x.index.json"), map("a", "1.st"));
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> CheckpointFiles.open(index).close())
                .withMessageContaining("'1.st', which is a link that leaves the folder");
    }

    @Test
    void followsALinkInsideTheFolder() throws IOException {
        Files.write(folder.resolve("blob"), one("a"));
        Files.createSymbolicLink(folder.resolve("1.st"), Path.of("blob"));
        try (Checkpoint file =
                CheckpointFiles.open(Files.writeString(folder.resolve("x.index.json"), map("a", "1.st")))) {
            assertThat(file.names()).isEqualTo(List.of("a"));
        }
    }

    @Test
    void refusesALinkToNowhere() throws IOException {
        Files.createSymbolicLink(folder.resolve("1.st"), Path.of("none"));
        Path index = Files.writeString(folder.resolve("x.index.json"), map("a", "1.st"));
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> CheckpointFiles.open(index).close())
                .withMessageContaining("'1.st' beside it, which is missing");
    }

    private static byte[] one(String name) {
        return SafetensorsBytes.file("{" + tensor(name, "F32", "[2]", "[0,8]") + "}", 8);
    }

    private static byte[] two() {
        return SafetensorsBytes.file(
                "{" + tensor("a", "F32", "[2]", "[0,8]") + "," + tensor("z", "F32", "[2]", "[8,16]") + "}", 16);
    }

    private static String map(String tensor, String file) {
        return "{\"weight_map\":{\"" + tensor + "\":\"" + file + "\"}}";
    }

    private static String many(int count, String between) {
        StringJoiner entries = new StringJoiner("\",\"", "{\"weight_map\":{\"", "\"}}");
        for (int i = 0; i < count; i++) {
            entries.add(i + between + (between.endsWith("1") ? "" : i));
        }
        return entries.toString();
    }
}
