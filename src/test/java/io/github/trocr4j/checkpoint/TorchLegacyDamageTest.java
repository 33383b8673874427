package io.github.trocr4j.checkpoint;

import static io.github.trocr4j.checkpoint.TorchBytes.floats;
import static io.github.trocr4j.checkpoint.TorchBytes.keys;
import static io.github.trocr4j.checkpoint.TorchBytes.legacy;
import static io.github.trocr4j.checkpoint.TorchBytes.legacyState;
import static io.github.trocr4j.checkpoint.TorchBytes.machine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A damaged file in the legacy layout is refused with a message that names the damage. */
class TorchLegacyDamageTest {
    private static final byte[] LITTLE = machine("\u0088");

    @TempDir
    Path folder;

    static Stream<Arguments> damage() {
        byte[] state = legacyState();
        byte[] one = keys("77");
        return Stream.of(
                arguments("another pickle", PickleBytes.good().stop(), "persistent|tuple of 6"),
                arguments(
                        "another number",
                        new PickleBytes().op("\u0080\u0002K\u0001.").bytes(),
                        "the number that marks"),
                arguments(
                        "protocol 4", new PickleBytes().op("\u0080\u0004\u0095").bytes(), "protocol 2"),
                arguments(
                        "version 1002", legacy("\u0080\u0002M\u00ea\u0003.", LITTLE, state, one, 2, floats()), "1001"),
                arguments("big-endian", legacy(machine("\u0089"), state, one, 2, floats()), "big-endian"),
                arguments("endianness a number", legacy(machine("K\0"), state, one, 2, floats()), "little_endian"),
                arguments(
                        "machine a list",
                        legacy(new PickleBytes().op("\u0080\u0002].").bytes(), state, one, 2, floats()),
                        "has a list"),
                arguments(
                        "keys a dict",
                        legacy(
                                LITTLE,
                                state,
                                new PickleBytes().op("\u0080\u0002}.").bytes(),
                                2,
                                floats()),
                        "has a dict"),
                arguments(
                        "key a number",
                        legacy(
                                LITTLE,
                                state,
                                new PickleBytes().op("\u0080\u0002]K\0a.").bytes(),
                                2,
                                floats()),
                        "'0' again or without"),
                arguments("key twice", legacy(LITTLE, state, keys("77", "77"), 2, floats()), "'77' again"),
                arguments("key unused", legacy(LITTLE, state, keys("77", "78"), 2, floats()), "'78' again or without"),
                arguments("key missing", legacy(LITTLE, state, keys(), 2, floats()), "1 storages, but lists 0"),
                arguments(
                        "key ../77",
                        legacy(LITTLE, legacyState(PickleBytes.legacyId("FloatStorage", "../77", 2)), one, 2, floats()),
                        "'../77'"),
                arguments(
                        "id of 5",
                        legacy(LITTLE, legacyState(PickleBytes.id("FloatStorage", "77", 2)), one, 2, floats()),
                        "tuple of 6 .* tuple of 5"),
                arguments(
                        "view of another storage",
                        legacy(
                                LITTLE,
                                legacyState(
                                        PickleBytes.id("FloatStorage", "77", 2).replaceAll("t$", ")t")),
                                one,
                                2,
                                floats()),
                        "before 0.4"),
                arguments("count too big", legacy(LITTLE, state, one, 3, floats()), "2 elements .* claims 3"),
                arguments("count too small", legacy(LITTLE, state, one, 1, floats()), "claims 1"),
                arguments("count negative", legacy(LITTLE, state, one, -2, floats()), "claims -2"),
                arguments("count 2^62", legacy(LITTLE, state, one, 1L << 62, floats()), "claims 4611686018427387904"),
                arguments(
                        "both counts 2^59",
                        legacy(
                                LITTLE,
                                legacyState(PickleBytes.legacyId("FloatStorage", "77", 1L << 59)),
                                one,
                                1L << 59,
                                floats()),
                        "ends after 8"),
                arguments("data short", legacy(LITTLE, state, one, 2, new byte[7]), "should have 8 bytes .* after 7"),
                arguments("data long", legacy(LITTLE, state, one, 2, new byte[9]), "1 more"),
                arguments("no data", Arrays.copyOf(legacy(), legacy().length - 16), "ends before storage 77"),
                arguments("no keys", legacyWithoutKeys(), "ends too early"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damage")
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

    private static byte[] legacyWithoutKeys() {
        byte[] whole = legacy(LITTLE, legacyState(), new byte[0], 2, floats());
        return Arrays.copyOf(whole, whole.length - 16);
    }
}
