package io.github.trocr4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not a checkpoint is called by its name, whatever the file's name is, and the sentence says what to do. */
class ForeignFormatTest {
    @TempDir
    Path folder;

    static Stream<Arguments> files() {
        return Stream.of(
                arguments("ONNX", bytes("\b\t\u0012\u0007pytorch\u001a\u00062.13.0:\u00d7\u0001"), "ONNX", "made from"),
                arguments("ONNX without a producer", bytes("\b\b:\u0090\u0001\n\\"), "ONNX", "made from"),
                arguments("tf_model.h5", bytes("\u0089HDF\r\n\u001a\n\0\0"), "HDF5", "from_tf=True"),
                arguments("saved_model.pb", bytes("\b\u0001\u0012\u00a3\u0080\u0001\n"), "SavedModel", "made from"),
                arguments("TensorFlow Lite", bytes("\u001c\0\0\0TFL3"), "TensorFlow Lite", "made from"),
                arguments("flax_model.msgpack", bytes("\u0082\u00a7decoder\u0082"), "flax_model", "from_flax=True"),
                arguments("GGUF", bytes("GGUF\u0003\0\0\0"), "GGUF", "made from"),
                arguments("ExecuTorch", bytes("\u001c\0\0\0ET12"), "ExecuTorch", "made from"),
                arguments("OpenVINO", bytes("<?xml version=\"1.0\"?>\n<net name=\"m\">"), "OpenVINO", "made from"),
                arguments("npy", bytes("\u0093NUMPY\u0001\0v\0{'descr': '<f8'}"), ".npy", "save_file"),
                arguments("npz", zip("x.npy", "y.npy"), ".npz", "save_file"),
                arguments("Keras", zip("metadata.json", "model.weights.h5"), "Keras", "made from"),
                arguments("torch.export", zip("m/data/weights/weight_0", "m/archive_format"), "torch.export", "save"),
                arguments("TorchScript", zip("m/data.pkl", "m/code/a.py", "m/constants.pkl"), "TorchScript", "save"),
                arguments(
                        "zip of a folder", zip("m/config.json", "m/model.safetensors"), "model.safetensors'", "unpack"),
                arguments("zip of something", zip("a.txt", "b.txt"), "lacks the record data.pkl", "unpack"),
                arguments("tar of a folder", tar("model/config.json"), "is a tar archive;", "unpack"),
                arguments("tar of PyTorch 0.1", tar("storages"), "before PyTorch 0.1.10", "save it again"),
                arguments("gzip", bytes("\u001f\u008b\b\0\0\0\0\0"), "gzip", "unpack"),
                arguments("bzip2", bytes("BZh91AY&SY"), "bzip2", "unpack"),
                arguments("xz", bytes("\u00fd7zXZ\0\0\u0004"), "xz", "unpack"),
                arguments("Zstandard", bytes("(\u00b5/\u00fd$\0\u0001\0"), "Zstandard", "unpack"),
                arguments("7z", bytes("7z\u00bc\u00af'\u001c\0\u0004"), "7z", "unpack"),
                arguments("RAR", bytes("Rar!\u001a\u0007\u0001\0"), "RAR", "unpack"),
                arguments("empty", bytes(""), "is empty", "fetch it again"),
                arguments("LFS pointer", bytes("version https://git-lfs.github.com/spec/v1\n"), "git-LFS", "lfs pull"),
                arguments("HTML", bytes("\n <!DOCTYPE html><html>"), "web page", "download"),
                arguments("HTML with a mark", bytes("\u00ef\u00bb\u00bf<html lang=\"en\">"), "web page", "download"),
                arguments("HTML with a comment", bytes("<!-- 404 --><p>Not found"), "web page", "download"),
                arguments("XML of a storage", bytes("<?xml version=\"1.0\"?><Error>"), "web page", "download"),
                arguments("text of the Hub", bytes("Entry not found"), "'Entry not found'", "fetch the file"),
                arguments("JSON of a server", bytes("{\"error\":\"Repository not found\"}"), "JSON text", "weights"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void isNamedUnderAnyName(String kind, byte[] bytes, String name, String advice) throws IOException {
        for (String file : new String[] {"model.safetensors", "pytorch_model.bin"}) {
            Path path = Files.write(folder.resolve(file), bytes);
            assertThatExceptionOfType(CheckpointException.class)
                    .as(kind)
                    .isThrownBy(() -> CheckpointFiles.open(path).close())
                    .satisfies(e -> assertThat(e.getMessage())
                            .startsWith(path.toString())
                            .endsWith(".")
                            .doesNotContain("\n")
                            .contains(name, advice));
        }
    }

    @Test
    void aFolderWithoutAModelSaysWhatItHas() throws IOException {
        assertFolder("tf_model.h5", bytes("\u0089HDF\r\n\u001a\n"), "it has 'tf_model.h5', which is an HDF5 file");
        assertFolder("epoch=3.ckpt", TorchBytes.legacy(), "it has 'epoch=3.ckpt', which import takes");
        assertFolder(
                "model-00001-of-00002.safetensors",
                SafetensorsBytes.file("{}", 0),
                "'model-00001-of-00002.safetensors', a part of a checkpoint, but not the index");
    }

    @Test
    void anAdapterIsToBeMergedEvenBesideAModel() throws IOException {
        Path adapter = Files.createDirectory(folder.resolve("adapter"));
        Files.writeString(adapter.resolve("adapter_config.json"), "{\"peft_type\": \"LORA\"}");
        Files.write(adapter.resolve("adapter_model.safetensors"), SafetensorsBytes.file("{}", 0));
        assertRefused(adapter, "holds an adapter of PEFT, such as LoRA");
        Files.write(adapter.resolve("model.safetensors"), SafetensorsBytes.file("{}", 0));
        assertRefused(adapter, "merge_and_unload()");
    }

    private void assertFolder(String file, byte[] bytes, String says) throws IOException {
        Path alone = Files.createDirectory(folder.resolve("with " + file));
        Files.write(alone.resolve(file), bytes);
        assertRefused(alone, says);
    }

    private static void assertRefused(Path path, String says) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> CheckpointFiles.open(path).close())
                .withMessageContaining(says);
    }

    private static byte[] zip(String... names) {
        ZipBytes zip = new ZipBytes();
        for (String name : names) {
            zip.add(name, TorchBytes.floats());
            zip.record(zip.records.size() - 1).method = 8; // most archives are compressed
        }
        return zip.bytes();
    }

    private static byte[] tar(String first) {
        byte[] tar = new byte[1024];
        System.arraycopy(bytes(first), 0, tar, 0, first.length());
        System.arraycopy(bytes("ustar"), 0, tar, 257, 5);
        return tar;
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }
}
