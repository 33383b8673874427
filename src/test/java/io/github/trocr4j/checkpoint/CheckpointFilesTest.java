package io.github.trocr4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is opened by its content, a folder by the first standard name in it. */
class CheckpointFilesTest {
    private static final byte[] SAFETENSORS =
            SafetensorsBytes.file("{" + SafetensorsBytes.tensor("s", "F32", "[2]", "[0,8]") + "}", 8);

    @TempDir
    Path folder;

    @Test
    void tellsFilesByTheirContent() throws IOException {
        assertOpens(SAFETENSORS, "s");
        assertOpens(TorchBytes.zip(PickleBytes.good().stop()).bytes(), "a");
        assertOpens(TorchBytes.legacy(), "a");
    }

    @Test
    void isNotFooledByALengthThatLooksLikeAPickle() throws IOException {
        String header = "{" + SafetensorsBytes.tensor("s", "F32", "[2]", "[0,8]") + "}";
        assertOpens(
                SafetensorsBytes.file(header + " ".repeat(0x280 - header.getBytes(StandardCharsets.UTF_8).length), 8),
                "s");
    }

    @Test
    void prefersWhatHuggingFacePrefers() throws IOException {
        Files.writeString(folder.resolve("pytorch_model.bin.index.json"), "{\"weight_map\":{\"a\":\"1.bin\"}}");
        Files.write(folder.resolve("1.bin"), TorchBytes.legacy());
        assertPath("pytorch_model.bin.index.json");
        Files.write(folder.resolve("pytorch_model.bin"), TorchBytes.legacy());
        assertPath("pytorch_model.bin");
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"s\":\"1.st\"}}");
        Files.write(folder.resolve("1.st"), SAFETENSORS);
        assertPath("model.safetensors.index.json");
        Files.write(folder.resolve("model.safetensors"), SAFETENSORS);
        assertPath("model.safetensors");
    }

    @Test
    void listsWhatItLookedFor() {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> CheckpointFiles.open(folder).close())
                .withMessage(
                        folder + ": should be a folder with one of model.safetensors, model.safetensors.index.json,"
                                + " pytorch_model.bin, pytorch_model.bin.index.json in it, but has none of them;"
                                + " give the file itself if it has another name.");
    }

    @Test
    void saysThatThereIsNothing() {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> CheckpointFiles.open(folder.resolve("none")).close())
                .withMessageContaining("none: does not exist");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() ->
                        CheckpointFiles.open(folder.resolve("x.index.json")).close())
                .withMessageContaining("x.index.json: does not exist");
    }

    @Test
    void doesNotFallBackFromADamagedFileToAnotherOne() throws IOException {
        Files.write(folder.resolve("pytorch_model.bin"), TorchBytes.legacy());
        Files.write(folder.resolve("model.safetensors"), new byte[0]);
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> CheckpointFiles.open(folder).close())
                .withMessageContaining("model.safetensors: is empty");
    }

    private void assertOpens(byte[] bytes, String tensor) throws IOException {
        try (Checkpoint file = CheckpointFiles.open(Files.write(folder.resolve("anything"), bytes))) {
            assertThat(file.names()).containsExactly(tensor);
        }
    }

    private void assertPath(String name) throws IOException {
        try (Checkpoint file = CheckpointFiles.open(folder)) {
            assertThat(file.path()).isEqualTo(folder.resolve(name));
        }
    }
}
