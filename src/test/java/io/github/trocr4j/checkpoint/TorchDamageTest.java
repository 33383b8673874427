package io.github.trocr4j.checkpoint;

import static io.github.trocr4j.checkpoint.TorchBytes.floats;
import static io.github.trocr4j.checkpoint.TorchBytes.legacy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A damaged file around a valid pickle is refused with a message that names the damage. */
class TorchDamageTest {
    @TempDir
    Path folder;

    static Stream<Arguments> foreign() {
        byte[] tar = new byte[1024];
        System.arraycopy(ascii("ustar"), 0, tar, 257, 5);
        return Stream.of(
                arguments("empty", new byte[0], "is empty"),
                arguments("tar", tar, "tar archive"),
                arguments("LFS pointer", ascii("version https://git-lfs.github.com/spec/v1\noid sha256:00"), "git-LFS"),
                arguments("HTML page", ascii("<!DOCTYPE html>\n<html><body>404</body></html>"), "web page"),
                arguments("gzip", HexFormat.of().parseHex("1f8b08000000000002030300000000"), "gzip"),
                arguments("text", ascii("hello world"), "plain text that begins with 'hello world'"),
                arguments("something else", new byte[20], "neither as a zip archive nor as a pickle"),
                arguments("two bytes of zip", ascii("PK"), "neither"),
                arguments(
                        "start of a zip", HexFormat.of().parseHex("504b03040000"), "does not end with the directory"));
    }

    static Stream<Arguments> zips() {
        return Stream.of(
                arguments("no records", new ZipBytes().bytes(), "lacks the record data.pkl"),
                arguments("no pickle", new ZipBytes().add("x/version", floats()).bytes(), "lacks the record data.pkl"),
                arguments("no folder", new ZipBytes().add("data.pkl", floats()).bytes(), "below one folder"),
                arguments("two folders", zip(z -> z.add("y/data/1", floats())), "'y/data/1' beside those of 'x/'"),
                arguments("TorchScript constants", zip(z -> z.add("x/constants.pkl", floats())), "TorchScript"),
                arguments("TorchScript code", zip(z -> z.add("x/code/a.py", floats())), "TorchScript"),
                arguments("big-endian", byteorder("big"), "big-endian"),
                arguments("mixed-endian", byteorder("pdp"), "'pdp'"),
                arguments("byteorder longer", byteorder("little\n"), "'little.u000a'"),
                // Names
                arguments("name ../", zip(z -> z.add("x/../y", floats())), "'x/../y' that should have a plain name"),
                arguments("name /", zip(z -> z.add("/x/y", floats())), "plain name"),
                arguments("name empty", zip(z -> z.add("", floats())), "plain name"),
                arguments("name of a folder", zip(z -> z.add("x/data/", new byte[0])), "plain name"),
                arguments("name with backslash", zip(z -> z.add("x/..\\y", floats())), "plain name"),
                arguments(
                        "name not UTF-8",
                        zip(z -> {
                            z.record(2).name = HexFormat.of().parseHex("782fff");
                            z.record(2).localName = z.record(2).name;
                        }),
                        "not UTF-8"),
                arguments("name differs", zip(z -> z.record(2).localName = ascii("x/data/1")), "contradicts"),
                arguments("duplicate", zip(z -> z.add("x/data/0", floats())), "'x/data/0' that is there twice"),
                arguments(
                        "10,001 records",
                        zip(z -> {
                            for (int i = 0; i < 9997; i++) {
                                z.add("x/data/" + (i + 1), new byte[0]);
                            }
                        }),
                        "at most 10000 records"),
                // Flags and methods
                arguments("encrypted", zip(z -> z.record(2).flags |= 1), "encrypted"),
                arguments("strongly encrypted", zip(z -> z.record(2).flags |= 0x40), "encrypted"),
                arguments("masked", zip(z -> z.record(2).flags |= 0x2000), "encrypted"),
                arguments("unknown flag", zip(z -> z.record(2).flags |= 0x20), "unknown flags 0x828"),
                arguments("deflated", zip(z -> z.record(2).method = 8), "compressed with method 8"),
                arguments(
                        "deflated bomb",
                        zip(z -> {
                            z.record(2).method = 8;
                            z.record(2).size = Integer.MAX_VALUE;
                        }),
                        "compressed with method 8"),
                // Versions of the format
                arguments("version 9.9", zip(z -> z.record(2).needs = 99), "'x/data/0' that needs version 9.9 of"),
                arguments("version 6.4", zip(z -> z.record(2).needs = 64), "newest known is 6.3"),
                arguments("version 0 of system 1", zip(z -> z.record(2).needs = 256), "needs version 25.6"),
                arguments("version in front", zip(z -> z.record(2).localNeeds = 99), "needs version 9.9"),
                arguments(
                        "version of the directory",
                        zip(z -> {
                            z.wide = true;
                            z.needs64 = 99;
                        }),
                        "zip directory that needs version 9.9"),
                // Checksums and sizes
                arguments("checksum of the pickle", zip(z -> z.record(0).crc++), "'x/data.pkl' whose checksum"),
                arguments("checksum of a storage", zip(z -> z.record(2).crc++), "'x/data/0' whose checksum"),
                arguments("flipped bit of a storage", zip(z -> z.record(2).data[3] ^= 1), "'x/data/0' whose checksum"),
                arguments("checksum of the version", zip(z -> z.record(3).crc++), "'x/version' whose checksum"),
                arguments("size claims more", zip(z -> z.record(2).size = 800), "as many bytes as it has"),
                arguments("packed claims less", zip(z -> z.record(2).packed = 4), "as many bytes as it has"),
                arguments(
                        "both claim more",
                        zip(z -> {
                            z.record(2).size = 1 << 30;
                            z.record(2).packed = 1 << 30;
                        }),
                        "claims 1073741824 bytes"),
                arguments(
                        "both claim 4 GB",
                        zip(z -> {
                            z.record(2).size = -2;
                            z.record(2).packed = -2;
                        }),
                        "claims 4294967294 bytes"),
                arguments(
                        "both refer to zip64",
                        zip(z -> {
                            z.record(2).size = -1;
                            z.record(2).packed = -1;
                        }),
                        "claims others"),
                arguments(
                        "both claim less",
                        zip(z -> {
                            z.record(2).size = 4;
                            z.record(2).packed = 4;
                        }),
                        "whose checksum"),
                arguments(
                        "sizes differ in front",
                        zip(z -> {
                            z.record(2).flags = 0x800;
                            z.record(2).size = 9;
                            z.record(2).packed = 9;
                        }),
                        "whose checksum|overlaps"),
                arguments("checksum in front", zip(z -> z.record(2).localCrc = 7), "contradicts"),
                arguments("size in front", zip(z -> z.record(2).localSize = 4), "contradicts"),
                arguments(
                        "zip64 sizes that nothing refers to",
                        zip(z -> z.record(2).extra = HexFormat.of().parseHex("0100080008000000ffffff7f")),
                        "claims others"),
                arguments(
                        "zip64 sizes cut off",
                        zip(z -> {
                            z.record(2).size = -1;
                            z.record(2).packed = -1;
                            z.record(2).extra = HexFormat.of().parseHex("010008000800000000000000");
                        }),
                        "claims others"),
                arguments(
                        "zip64 sizes twice",
                        zip(z -> {
                            z.record(2).size = -1;
                            z.record(2).packed = -1;
                            z.record(2).extra =
                                    HexFormat.of().parseHex("0100100008000000000000000800000000000000".repeat(2));
                        }),
                        "claims others"),
                arguments(
                        "extra field too long",
                        zip(z -> z.record(2).extra = HexFormat.of().parseHex("46420900")),
                        "claims others"),
                arguments("another disk", zip(z -> z.record(2).disk = 1), "claims others"),
                // Positions
                arguments("header beyond", zip(z -> z.record(2).header = 1 << 30), "begin inside the file"),
                arguments("header in the middle", zip(z -> z.record(2).header = 3), "contradicts"),
                arguments(
                        "one record twice",
                        zip(z -> {
                            z.add("x/data/0", floats());
                            z.record(4).name = ascii("x/data/0");
                            z.record(4).header = 0;
                        }),
                        "contradicts"),
                arguments("overlap", overlapping(), "overlaps"),
                // The directory
                arguments("comment", zip(z -> z.comment = "hello"), "does not end with the directory"),
                arguments("something after", after(), "does not end with the directory"),
                arguments("split", zip(z -> z.disks = 1), "split"),
                arguments("more records", zip(z -> z.count = 5), "breaks off after 4"),
                arguments("fewer records", zip(z -> z.count = 3), "after the last record"),
                arguments("65,535 records", zip(z -> z.count = 65_535), "claims 65535"),
                arguments("directory too long", zip(z -> z.length = 1 << 30), "claims 4 and 1073741824"),
                arguments("directory too short", zip(z -> z.length = 40), "should have its zip directory at"),
                arguments("directory elsewhere", zip(z -> z.begin = 1), "should have its zip directory at"),
                arguments(
                        "zip64 contradicts",
                        zip(z -> {
                            z.wide = true;
                            z.count64 = 5;
                        }),
                        "contradict each other"),
                arguments(
                        "zip64 of 2^62 records",
                        zip(z -> {
                            z.wide = true;
                            z.count = 65_535;
                            z.count64 = 1L << 62;
                        }),
                        "claims 4611686018427387904"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"foreign", "zips"})
    void isRefusedWithOneSentenceThatNamesTheFile(String kind, byte[] bytes, String complaint) throws IOException {
        Path path = Files.write(folder.resolve("x.bin"), bytes);
        assertThatExceptionOfType(CheckpointException.class)
                .as(kind)
                .isThrownBy(() -> TorchCheckpoint.open(path).close())
                .satisfies(e -> assertThat(e.file()).isEqualTo(path))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith(path.toString())
                        .endsWith(".")
                        .doesNotContain("\n")
                        .containsPattern(complaint));
    }

    @Test
    void opensWithoutTheDamage() throws IOException {
        for (byte[] bytes :
                new byte[][] {zip(z -> {}), zip(z -> z.wide = true), zip(z -> z.record(2).needs = 63), legacy()}) {
            try (TorchCheckpoint file = TorchCheckpoint.open(Files.write(folder.resolve("x.bin"), bytes))) {
                assertThat(file.floats("a")).containsExactly(1, 2);
            }
        }
    }

    @Test
    void refusesAMissingFileAndAFolder() {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> TorchCheckpoint.open(folder.resolve("none")).close())
                .withMessageContaining("does not exist");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> TorchCheckpoint.open(folder).close())
                .withMessageContaining("cannot be read");
    }

    private static byte[] zip(Consumer<ZipBytes> damage) {
        ZipBytes zip = TorchBytes.zip(PickleBytes.good().stop());
        damage.accept(zip);
        return zip.bytes();
    }

    private static byte[] byteorder(String order) {
        return new ZipBytes()
                .add("x/data.pkl", PickleBytes.good().stop())
                .add("x/byteorder", ascii(order))
                .add("x/data/0", floats())
                .bytes();
    }

    /** Returns an archive with a record inside the data of another one, as in zip bombs. */
    private static byte[] overlapping() {
        byte[] inner = new ZipBytes().add("x/data/9", floats()).bytes();
        return zip(z -> {
            z.add("x/data/8", inner).add("x/data/9", floats());
            byte[] all = z.bytes();
            String text = new String(all, StandardCharsets.ISO_8859_1);
            z.record(5).header = text.indexOf("PK\u0003\u0004", text.indexOf("x/data/8"));
        });
    }

    private static byte[] after() {
        byte[] sound = zip(z -> {});
        return Arrays.copyOf(sound, sound.length + 1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
