package io.github.trocr4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.trocr4j.checkpoint.Checkpoint;
import io.github.trocr4j.checkpoint.CheckpointException;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.checkpoint.TorchCheckpoint;
import io.github.trocr4j.data.IdxFile;
import io.github.trocr4j.data.IdxFormatException;
import io.github.trocr4j.model.ConfigException;
import io.github.trocr4j.model.ConfigJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** For any bytes, a reader throws only the exception of its format. */
class FileFuzzTest {
    private static final String LENGTH = "1m";
    private static final InputFile FILE = new InputFile();

    static Stream<Arguments> safetensorsSeeds() {
        byte[] empty = HexFormat.of().parseHex("02000000000000007b7d");
        return InputFile.seeds(empty, "tiny/odd.safetensors");
    }

    @MethodSource("safetensorsSeeds")
    @FuzzTest(maxDuration = LENGTH)
    void safetensors(byte[] input) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(FILE.of(input))) {
            readAll(file);
        } catch (CheckpointException e) {
            // the exception of the format
        }
    }

    static Stream<Arguments> zipSeeds() throws IOException {
        return InputFile.seeds(archive(new byte[] {(byte) 0x80, 2, '}', '.'}), "tiny/odd.bin", "tiny/odd_nested.bin");
    }

    @MethodSource("zipSeeds")
    @FuzzTest(maxDuration = LENGTH)
    void zip(byte[] input) throws IOException {
        torch(input);
    }

    static Stream<Arguments> pickleSeeds() {
        String dict = "\u0080\u0002}X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storage"
                + "ctorch\nFloatStorage\nX\u0001\0\0\0" + "0X\u0003\0\0\0cpuK\u0002tQK\0K\u0002\u0085K\u0001\u0085"
                + "\u0089ccollections\nOrderedDict\n)RtRs.";
        return Stream.of(Arguments.of((Object) dict.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /**
     * Puts the pickle into an archive with valid checksums; otherwise nearly all inputs would be refused before it is
     * read.
     */
    @MethodSource("pickleSeeds")
    @FuzzTest(maxDuration = LENGTH)
    void pickle(byte[] input) throws IOException {
        torch(archive(input));
    }

    static Stream<Arguments> legacySeeds() {
        byte[] magic = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e80024de9032e");
        return InputFile.seeds(magic, "tiny/odd_legacy.bin");
    }

    @MethodSource("legacySeeds")
    @FuzzTest(maxDuration = LENGTH)
    void legacy(byte[] input) throws IOException {
        torch(input);
    }

    static Stream<Arguments> idxSeeds() {
        return Stream.of("0000080100000002" + "0009", "00000803000000000000001c0000001c", "1f8b0800000000000003")
                .map(hex -> Arguments.of((Object) HexFormat.of().parseHex(hex)));
    }

    @MethodSource("idxSeeds")
    @FuzzTest(maxDuration = LENGTH)
    void idx(byte[] input) throws IOException {
        try {
            IdxFile.readLabels(FILE.of(input));
        } catch (IdxFormatException e) {
            // the exception of the format
        }
        try {
            IdxFile.readImages(FILE.of(input));
        } catch (IdxFormatException e) {
            // the exception of the format
        }
    }

    static Stream<Arguments> configSeeds() {
        byte[] none = "{\"model_type\": \"vision-encoder-decoder\"}".getBytes(StandardCharsets.US_ASCII);
        return InputFile.seeds(none, "tiny/config.json", "full-digits/config.json");
    }

    @MethodSource("configSeeds")
    @FuzzTest(maxDuration = LENGTH)
    void config(byte[] input) {
        try {
            ConfigJson.parse("config.json", input);
        } catch (ConfigException e) {
            // the exception of the format
        }
    }

    private static void torch(byte[] input) throws IOException {
        try (TorchCheckpoint file = TorchCheckpoint.open(FILE.of(input))) {
            readAll(file);
        } catch (CheckpointException e) {
            // the exception of the format
        }
    }

    private static void readAll(Checkpoint file) throws CheckpointException {
        for (String name : file.names()) {
            switch (file.info(name).dtype()) {
                case F64, F32, F16, BF16 -> file.floats(name);
                default -> {}
            }
        }
    }

    private static byte[] archive(byte[] pickle) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            store(zip, "x/data.pkl", pickle);
            store(zip, "x/data/0", new byte[8]);
            store(zip, "x/data/1", new byte[24]);
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] data) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(data);
        entry.setCrc(crc.getValue());
        entry.setSize(data.length);
        zip.putNextEntry(entry);
        zip.write(data);
        zip.closeEntry();
    }
}
