package io.github.trocr4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.trocr4j.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tensors of a file that PyTorch wrote are those of the safetensors file with the same content. */
class TorchCheckpointTest {
    @Tag("golden")
    @ParameterizedTest
    @CsvSource({
        "tiny/pytorch_model.bin, tiny/model",
        "tiny/pytorch_model_legacy.bin, tiny/model",
        "tiny/pytorch_model_f16.bin, tiny/model_f16",
        "tiny/odd.bin, tiny/odd",
        "tiny/odd_legacy.bin, tiny/odd",
        "tiny/odd_nested.bin, tiny/odd"
    })
    void holdsWhatTheSafetensorsFileHolds(String torch, String safetensors) throws IOException {
        try (TorchCheckpoint file = TorchCheckpoint.open(Goldens.path(torch));
                SafetensorsFile expected = SafetensorsFile.open(Goldens.path(safetensors + ".safetensors"))) {
            assertThat(file.names()).containsExactlyInAnyOrderElementsOf(expected.names());
            assertThat(file.metadata()).isEmpty();
            for (String name : expected.names()) {
                TensorInfo info = file.info(name);
                assertThat(info.dtype()).isEqualTo(expected.info(name).dtype());
                assertThat(info.shape()).isEqualTo(expected.info(name).shape());
                switch (info.dtype()) {
                    case F64, F32, F16, BF16 ->
                        assertThat(bits(file.floats(name))).as(name).isEqualTo(bits(expected.floats(name)));
                    default -> assertThat(file.longs(name)).as(name).isEqualTo(expected.longs(name));
                }
            }
        }
    }

    @Tag("golden")
    @ParameterizedTest
    @ValueSource(strings = {"odd.bin", "odd_legacy.bin", "odd_nested.bin"})
    void keepsTheOrderOfTheDictAndItsShapes(String name) throws IOException {
        try (TorchCheckpoint file = TorchCheckpoint.open(Goldens.path("tiny/" + name))) {
            assertThat(file.names())
                    .containsExactly(
                            "view",
                            "transposed",
                            "shared_a",
                            "shared_b",
                            "parameter",
                            "f64",
                            "i64",
                            "i32",
                            "bool",
                            "f16",
                            "bf16",
                            "scalar",
                            "empty");
            assertThat(file.info("view")).isEqualTo(new TensorInfo("view", Dtype.F32, new long[] {2, 3, 4}, 0, 96));
            assertThat(file.info("scalar").shape()).isEmpty();
            assertThat(file.info("empty").shape()).containsExactly(0, 3);
            assertThat(file.floats("empty")).isEmpty();
        }
    }

    @Test
    void saysWhichTensorIsMissingOrOfTheWrongType() throws IOException {
        try (TorchCheckpoint file = TorchCheckpoint.open(Goldens.path("tiny/odd.bin"))) {
            assertThat(file.contains("view")).isTrue();
            assertThat(file.contains("none")).isFalse();
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.floats("none"))
                    .withMessageContaining("tensor 'none' is missing");
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.floats("i64"))
                    .withMessageContaining("should be one of [F32, F16, BF16, F64], but is I64");
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.longs("view"))
                    .withMessageContaining("but is F32");
        }
    }

    @Test
    void aZipOfPyTorch1HasNoByteOrder(@TempDir Path folder) throws IOException {
        byte[] zip = new ZipBytes()
                .add("x/data.pkl", PickleBytes.good().stop())
                .add("x/data/0", TorchBytes.floats())
                .bytes();
        try (TorchCheckpoint file = TorchCheckpoint.open(Files.write(folder.resolve("pytorch_model.bin"), zip))) {
            assertThat(file.floats(file.names().get(0))).containsExactly(1, 2);
        }
    }

    static Stream<Arguments> trainingCheckpoints() {
        String model = PickleBytes.stateDict("encoder.a");
        String figure = PickleBytes.stateDict("loss").substring(1); // an entry of the dict around it
        return Stream.of(
                arguments("state_dict", entry("epoch", "K\3") + entry("state_dict", model)),
                arguments("model", entry("model", model) + entry("optimizer", "}")),
                arguments("model_state_dict", entry("model_state_dict", model) + figure),
                arguments("module", entry("module", model) + entry("ds_version", PickleBytes.utf8("0.1"))),
                arguments("weights_of_mine", entry("weights_of_mine", model) + entry("lr", "K\1")),
                arguments("model/state_dict", entry("model", "}" + entry("state_dict", model) + entry("n", "K\1"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trainingCheckpoints")
    void theWeightsInATrainingCheckpointAreFound(String key, String entries, @TempDir Path folder) throws IOException {
        byte[] zip =
                TorchBytes.zip(PickleBytes.pickle().op("}" + entries).stop()).bytes();
        try (TorchCheckpoint file = TorchCheckpoint.open(Files.write(folder.resolve("last.ckpt"), zip))) {
            assertThat(file.key()).contains(key);
            assertThat(file.floats("encoder.a")).containsExactly(1, 2);
            assertThat(file.names()).hasSize(1);
        }
    }

    static Stream<Arguments> ambiguous() {
        String model = PickleBytes.stateDict("encoder.a");
        return Stream.of(
                arguments(
                        entry("state_dict", model) + entry("state_dict_ema", model), "'state_dict', 'state_dict_ema'"),
                arguments(entry("student", model) + entry("teacher", model), "'student', 'teacher'"),
                arguments(entry("model", model) + model.substring(1), "'model' should be a tensor"),
                arguments(entry("model", "}" + entry("a", "K\1")), "'model' should be a tensor"));
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void severalModelsInOneFileAreRefused(String entries, String says, @TempDir Path folder) throws IOException {
        byte[] zip =
                TorchBytes.zip(PickleBytes.pickle().op("}" + entries).stop()).bytes();
        Path file = Files.write(folder.resolve("last.ckpt"), zip);
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> TorchCheckpoint.open(file).close())
                .withMessageContaining(says);
    }

    private static String entry(String key, String value) {
        return PickleBytes.utf8(key) + value + "s";
    }

    @Test
    void isNotReadAfterItIsClosed() throws IOException {
        TorchCheckpoint file = TorchCheckpoint.open(Goldens.path("tiny/odd.bin"));
        file.close();
        file.close();
        assertThatIllegalStateException().isThrownBy(() -> file.floats("view")).withMessageContaining("closed");
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
