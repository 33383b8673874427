package io.github.trocr4j.checkpoint;

import static io.github.trocr4j.checkpoint.SafetensorsBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.trocr4j.Goldens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads valid files. */
class SafetensorsFileTest {
    @TempDir
    Path folder;

    @Test
    void acceptsWhatTheReferenceAccepts() throws IOException {
        String header = " \n{" + tensor("b", "F32", "[]", "[1,5]") + ",\n\"__metadata__\":{\"format\":\"pt\"},"
                + tensor("none", "F32", "[0,3]", "[5,5]") + ","
                + "\"a\":{\"data_offsets\":[0,1],\"new\":{\"x\":[null]},\"shape\":[1,1],\"dtype\":\"U8\"}}\t ";
        try (SafetensorsFile file = open(SafetensorsBytes.file(header, 5))) {
            assertThat(file.names()).as("in the order of their data").containsExactly("a", "b", "none");
            assertThat(file.metadata()).isEqualTo(Map.of("format", "pt"));
            assertThat(file.info("b")).isEqualTo(new TensorInfo("b", Dtype.F32, new long[0], 1, 5));
            assertThat(file.floats("b")).as("a scalar at an odd offset").containsExactly(0);
            assertThat(file.floats("none")).isEmpty();
        }
    }

    @Test
    void acceptsAFileWithoutTensors() throws IOException {
        try (SafetensorsFile file = open(SafetensorsBytes.file("{}", 0))) {
            assertThat(file.names()).isEmpty();
            assertThat(file.metadata()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"BOOL, 1", "U8, 255", "I8, -1", "I16, -1", "U16, 65535", "I32, -1", "U32, 4294967295", "I64, -1"})
    void readsIntegersOfAllBitsSet(String dtype, long value) throws IOException {
        int size = Dtype.valueOf(dtype).size();
        byte[] bytes = SafetensorsBytes.file("{" + tensor("a", dtype, "[2]", "[0," + 2 * size + "]") + "}", 2 * size);
        for (int i = 1; i <= size; i++) {
            bytes[bytes.length - i] = -1;
        }
        try (SafetensorsFile file = open(bytes)) {
            assertThat(file.longs("a")).containsExactly(0, value);
        }
    }

    @Test
    void readsRealsAndNarrowsDoublesToTheNearestFloat() throws IOException {
        byte[] bytes = SafetensorsBytes.file("{" + tensor("a", "F64", "[2]", "[0,16]") + "}", 16);
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(bytes.length - 16)
                .putDouble(0.1)
                .putDouble(1e300);
        try (SafetensorsFile file = open(bytes)) {
            assertThat(file.doubles("a")).containsExactly(0.1, 1e300);
            assertThat(file.floats("a")).containsExactly(0.1f, Float.POSITIVE_INFINITY);
        }
    }

    @Test
    void readsATensorLongerThanAChunk() throws IOException {
        int count = (1 << 18) + 3;
        byte[] bytes = SafetensorsBytes.file(
                "{" + tensor("a", "F32", "[" + count + "]", "[0," + 4 * count + "]") + "}", 4 * count);
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(bytes.length - 4 * count);
        for (int i = 0; i < count; i++) {
            data.putFloat(i);
        }
        try (SafetensorsFile file = open(bytes)) {
            float[] values = file.floats("a");
            assertThat(values).hasSize(count);
            for (int i = 0; i < count; i++) {
                assertThat(values[i]).isEqualTo(i);
            }
        }
    }

    @Test
    void saysWhichTensorIsMissingOrOfTheWrongType() throws IOException {
        byte[] bytes = SafetensorsBytes.file("{" + tensor("a", "U64", "[1]", "[0,8]") + "}", 8);
        try (SafetensorsFile file = open(bytes)) {
            assertThat(file.contains("a")).isTrue();
            assertThat(file.contains("b")).isFalse();
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.floats("b"))
                    .withMessageContaining("tensor 'b' is missing");
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.floats("a"))
                    .withMessageContaining("should be one of [F32, F16, BF16, F64], but is U64");
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.longs("a"))
                    .withMessageContaining("but is U64");
        }
    }

    @Test
    void isNotReadAfterItIsClosed() throws IOException {
        SafetensorsFile file = open(SafetensorsBytes.file("{" + tensor("a", "U8", "[1]", "[0,1]") + "}", 1));
        file.close();
        file.close();
        assertThatIllegalStateException().isThrownBy(() -> file.longs("a")).withMessageContaining("closed");
    }

    @Tag("golden")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny/golden",
                "tiny/model",
                "tiny/model_f16",
                "tiny/model_bf16",
                "tiny/model_with_pooler",
                "tiny/odd",
                "tiny-digits/golden",
                "tiny-digits/model",
                "full/golden",
                "full-digits/golden"
            })
    void readsEveryTensorOfTheGoldenFiles(String name) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(Goldens.path(name + ".safetensors"))) {
            assertThat(file.names()).isNotEmpty();
            for (String tensor : file.names()) {
                TensorInfo info = file.info(tensor);
                int length = switch (info.dtype()) {
                    case F64, F32, F16, BF16 -> file.floats(tensor).length;
                    default -> file.longs(tensor).length;
                };
                assertThat((long) length).isEqualTo(info.count());
            }
        }
    }

    @Tag("golden")
    @Test
    void readsTheGoldenOddities() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(Goldens.path("tiny/odd.safetensors"))) {
            assertThat(file.metadata()).isEmpty();
            assertThat(file.floats("empty")).isEmpty();
            assertThat(file.longs("i64")).hasSize(5);
            assertThat(file.longs("i32")).hasSize(3);
            assertThat(file.doubles("f64")).hasSize(3);
            assertThat(file.longs("bool")).hasSize(2).containsAnyOf(0, 1);
        }
    }

    private SafetensorsFile open(byte[] bytes) throws IOException {
        return SafetensorsFile.open(SafetensorsBytes.write(folder, bytes));
    }
}
