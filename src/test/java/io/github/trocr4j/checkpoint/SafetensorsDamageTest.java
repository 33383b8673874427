package io.github.trocr4j.checkpoint;

import static io.github.trocr4j.checkpoint.SafetensorsBytes.file;
import static io.github.trocr4j.checkpoint.SafetensorsBytes.length;
import static io.github.trocr4j.checkpoint.SafetensorsBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A damaged file is refused with a message that names the damage. */
@Tag("slow")
class SafetensorsDamageTest {
    private static final String GOOD = tensor("a", "F32", "[2]", "[0,8]");

    @TempDir
    Path folder;

    static Stream<Arguments> damage() {
        return Stream.of(
                // Other formats
                arguments("empty", new byte[0], "is empty"),
                arguments("7 bytes", new byte[7], "has only 7 bytes"),
                arguments("LFS pointer", ascii("version https://git-lfs.github.com/spec/v1\noid sha256:00"), "git-LFS"),
                arguments("HTML page", ascii("<!DOCTYPE html>\n<html><body>404</body></html>"), "web page"),
                arguments("gzip", HexFormat.of().parseHex("1f8b08000000000002030300000000"), "gzip"),
                arguments("zip", HexFormat.of().parseHex("504b030400000808000000000000"), "pytorch_model.bin"),
                arguments("pickle", HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e"), "pytorch_model.bin"),
                arguments("index", ascii("{\"metadata\": {}, \"weight_map\": {}}"), "JSON text"),
                // Header length
                arguments("length 0", file("", 0), "ends too early|should be an object"),
                arguments("beyond file", length(1), "has only 0"),
                arguments("length 2^63", length(Long.MIN_VALUE), "9223372036854775808"),
                arguments("length 2^64-8", length(-8), "18446744073709551608"),
                arguments("length 100,000,001", length(100_000_001), "100000001"),
                // Encoding
                arguments("0xFF", header("7b22ff227d"), "not UTF-8"),
                arguments("overlong", header("7b22c0af223a317d"), "not UTF-8"),
                arguments("surrogate", header("7b22eda080223a317d"), "not UTF-8"),
                arguments("escaped first half of a pair", file("{\"\\ud800\":1}", 0), "surrogate|not valid Unicode"),
                arguments("escaped second half of a pair", file("{\"\\udc00\":1}", 0), "surrogate|not valid Unicode"),
                arguments(
                        "half of a pair in a note",
                        file("{\"__metadata__\":{\"a\":\"\\udc00\"}}", 0),
                        "surrogate|not valid Unicode"),
                arguments("BOM", file("\uFEFF{}", 0), "JSON"),
                arguments("UTF-16", file("{}".getBytes(StandardCharsets.UTF_16LE), 0), "JSON"),
                // JSON
                arguments("trailing NUL", file("{}\0", 0), "JSON"),
                arguments("trailing garbage", file("{}x", 0), "JSON"),
                arguments("two documents", file("{}{}", 0), "expected the end"),
                arguments("cut off", file("{" + GOOD, 8), "ends too early"),
                arguments("comment", file("{/**/}", 0), "JSON"),
                arguments("single quotes", file("{'a':1}", 0), "JSON"),
                arguments("NaN", file("{\"a\":NaN}", 0), "JSON"),
                arguments("trailing comma", file("{" + GOOD + ",}", 8), "JSON"),
                arguments("100k nesting", file("{\"a\":" + "[".repeat(100_000), 0), "should be described|levels"),
                arguments("100k nesting inside", withExtra("[".repeat(100_000)), "levels"),
                arguments("17 levels", withExtra("[".repeat(15) + "]".repeat(15)), "levels"),
                arguments("million tokens", withExtra("[" + "1,".repeat(1_000_000) + "1]"), "tokens"),
                arguments("root array", file("[]", 0), "root should be an object"),
                arguments("root null", file("null", 0), "root should be an object"),
                arguments("metadata no object", file("{\"__metadata__\":[]}", 0), "object of strings"),
                arguments("metadata number", file("{\"__metadata__\":{\"a\":1}}", 0), "should be a string"),
                arguments("metadata twice", file("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0), "again"),
                // A tensor's own entry
                arguments("no object", file("{\"a\":1}", 0), "described by an object"),
                arguments("no dtype", file("{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8), "lacks its dtype"),
                arguments("no shape", file("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", 8), "lacks its shape"),
                arguments("no offsets", file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8), "lacks its data_offsets"),
                arguments("dtype twice", one("{\"dtype\":\"F32\",\"dtype\":\"F32\"}"), "again"),
                arguments("shape twice", one("{\"shape\":[2],\"shape\":[2]}"), "again"),
                arguments("offsets twice", one("{\"data_offsets\":[0,8],\"data_offsets\":[0,8]}"), "again"),
                arguments("dtype unknown", tensors(8, tensor("a", "F8_E4M3", "[8]", "[0,8]")), "F8_E4M3"),
                arguments("dtype small", tensors(8, tensor("a", "f32", "[2]", "[0,8]")), "'f32'"),
                arguments("dtype number", one("{\"dtype\":1,\"shape\":[2],\"data_offsets\":[0,8]}"), "string"),
                arguments("shape number", shape("2"), "should have an array"),
                arguments("shape negative", shape("[-2]"), "'-2'"),
                arguments("shape minus zero", shape("[-0]"), "'-0'"),
                arguments("shape float", shape("[2.0]"), "'2.0'"),
                arguments("shape string", shape("[\"2\"]"), "'2'"),
                arguments("shape null", shape("[null]"), "'null'"),
                arguments("shape nested", shape("[[2]]"), "a structure"),
                arguments("shape 2^31", shape("[0,2147483648]"), "2147483648"),
                arguments("shape 2^64", shape("[18446744073709551616]"), "18446744073709551616"),
                arguments("shape of 9 axes", shape("[1,1,1,1,1,1,1,1,2]"), "more than 8"),
                arguments("shape [2,2^63-1]", shape("[2,9223372036854775807]"), "9223372036854775807"),
                arguments("shape [2^63,4,0]", shape("[9223372036854775808,4,0]"), "9223372036854775808"),
                arguments("shape overflows", shape("[2147483647,2147483647,2147483647,0]"), "2\\^63"),
                arguments("no offset", offsets("[]"), "has 0"),
                arguments("1 offset", offsets("[8]"), "has 1"),
                arguments("3 offsets", offsets("[0,8,8]"), "more than 2"),
                arguments("offset negative", offsets("[-8,0]"), "'-8'"),
                arguments("end < begin", offsets("[8,0]"), "before its begin"),
                arguments("first at 4", offsets("[4,12]"), "should begin at byte 0"),
                arguments("range too small", offsets("[0,4]"), "should take 8 bytes"),
                arguments("range too big", offsets("[0,12]"), "should take 8 bytes"),
                arguments("NUL in name", tensors(8, tensor("a\\u0000", "F32", "[2]", "[0,8]")), "NUL"),
                // Tensors relative to each other and to the file
                arguments("twice", tensors(8, GOOD, GOOD), "again"),
                arguments("twice by escape", tensors(8, GOOD, GOOD.replace("\"a\"", "\"\\u0061\"")), "again"),
                arguments("hole", tensors(20, GOOD, tensor("b", "F32", "[2]", "[12,20]")), "a hole"),
                arguments("overlap", tensors(12, GOOD, tensor("b", "F32", "[2]", "[4,12]")), "a shared range"),
                arguments("alias", tensors(8, GOOD, tensor("b", "F32", "[2]", "[0,8]")), "a shared range"),
                arguments("zero-size inside", tensors(8, GOOD, tensor("b", "F32", "[0]", "[4,4]")), "begin at byte"),
                arguments("2 bytes short", tensors(6, GOOD), "should have 8 bytes of data .* but has 6"),
                arguments("2 bytes long", tensors(10, GOOD), "should have 8 bytes of data .* but has 10"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damage")
    void isRefusedWithOneSentenceThatNamesTheFile(String kind, byte[] bytes, String complaint) throws IOException {
        Path path = SafetensorsBytes.write(folder, bytes);
        assertThatExceptionOfType(CheckpointException.class)
                .as(kind)
                .isThrownBy(() -> SafetensorsFile.open(path).close())
                .satisfies(e -> assertThat(e.file()).isEqualTo(path))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith(path.toString())
                        .endsWith(".")
                        .doesNotContain("\n")
                        .containsPattern(complaint));
    }

    @Test
    void namesTheTensorAtFault() throws IOException {
        Path path = SafetensorsBytes.write(folder, tensors(8, tensor("layer.weight", "F32", "[3]", "[0,8]")));
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SafetensorsFile.open(path).close())
                .withMessage(path + ": tensor 'layer.weight' of type F32 and shape [3] should take 12 bytes,"
                        + " but its data_offsets span 8; fetch the file again.")
                .satisfies(e -> assertThat(e.tensor()).isEqualTo("layer.weight"));
    }

    @Test
    void keepsControlCharactersOfNamesOutOfTheMessage() throws IOException {
        Path path = SafetensorsBytes.write(folder, tensors(8, tensor("a\\n\\u001b[31m", "F32", "[3]", "[0,8]")));
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SafetensorsFile.open(path).close())
                .withMessageContaining("tensor 'a\\u000a\\u001b[31m' of");
    }

    @Test
    void refusesAMissingFileAndAFolder() {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SafetensorsFile.open(folder.resolve("none")).close())
                .withMessageContaining("does not exist");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SafetensorsFile.open(folder).close())
                .withMessageContaining("cannot be read");
    }

    @Test
    void refusesAFileCutOffAnywhere() throws IOException {
        byte[] whole = tensors(12, GOOD, tensor("b", "F16", "[1,2]", "[8,12]"));
        Path path = SafetensorsBytes.write(folder, whole);
        SafetensorsFile.open(path).close();
        for (int length = 0; length < whole.length; length++) {
            SafetensorsBytes.write(folder, Arrays.copyOf(whole, length));
            assertThatExceptionOfType(CheckpointException.class)
                    .as("%s bytes", length)
                    .isThrownBy(() -> SafetensorsFile.open(path).close());
        }
    }

    @Test
    void answersAnyDamageWithAFileOrATypedException() throws IOException {
        byte[] whole = tensors(12, GOOD, tensor("b", "F16", "[1,2]", "[8,12]"));
        Random random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try (SafetensorsFile file = SafetensorsFile.open(SafetensorsBytes.write(folder, damaged))) {
                assertThat(file.names()).isNotNull();
            } catch (CheckpointException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    private static byte[] tensors(int dataBytes, String... entries) {
        return file("{" + String.join(",", entries) + "}", dataBytes);
    }

    private static byte[] one(String entry) {
        return file("{\"a\":" + entry + "}", 8);
    }

    private static byte[] shape(String shape) {
        return tensors(8, tensor("a", "F32", shape, "[0,8]"));
    }

    private static byte[] offsets(String offsets) {
        return tensors(8, tensor("a", "F32", "[2]", offsets));
    }

    private static byte[] withExtra(String extra) {
        return file("{\"a\":{\"extra\":" + extra + ",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
    }

    private static byte[] header(String hex) {
        return file(HexFormat.of().parseHex(hex), 0);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
