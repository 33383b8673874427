package io.github.trocr4j.checkpoint;

import static io.github.trocr4j.checkpoint.PickleBytes.HOOKS;
import static io.github.trocr4j.checkpoint.PickleBytes.dictOf;
import static io.github.trocr4j.checkpoint.PickleBytes.good;
import static io.github.trocr4j.checkpoint.PickleBytes.id;
import static io.github.trocr4j.checkpoint.PickleBytes.number;
import static io.github.trocr4j.checkpoint.PickleBytes.pickle;
import static io.github.trocr4j.checkpoint.PickleBytes.utf8;
import static io.github.trocr4j.checkpoint.PickleBytes.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A valid archive around a pickle with a damaged tensor is refused with a message that names the damage. */
class TorchViewDamageTest {
    private static final String ID = id("FloatStorage", "0", 2);
    private static final String VIEW = view(0, number(2), number(1));
    private static final String REBUILD = "ctorch._utils\n_rebuild_tensor_v2\n";

    @TempDir
    Path folder;

    static Stream<Arguments> damage() {
        return Stream.of(
                // Persistent ids
                arguments("id no tuple", tensor(utf8("0"), VIEW), "'a' .*tuple of 5 .* but has a string"),
                arguments("id of 4", tensor("(" + utf8("storage") + utf8("0") + "NNt", VIEW), "but has a tuple of 4"),
                arguments("id of 6", tensor(PickleBytes.legacyId("FloatStorage", "0", 2), VIEW), "tuple of 6"),
                arguments("id of another kind", tensor(ID.replace("storage", "Storage"), VIEW), "'storage'"),
                arguments(
                        "id without type", tensor(ID.replace("ctorch\nFloatStorage\n", "N"), VIEW), "type of storage"),
                arguments(
                        "id of no storage type",
                        tensor(ID.replace("ctorch\nFloatStorage", "ccollections\nOrderedDict"), VIEW),
                        "type of storage"),
                arguments("key ../0", tensor(id("FloatStorage", "../0", 2), VIEW), "'../0'"),
                arguments("key -1", tensor(id("FloatStorage", "-1", 2), VIEW), "'-1'"),
                arguments("key empty", tensor(id("FloatStorage", "", 2), VIEW), "digits .* ''"),
                arguments("key of 10 digits", tensor(id("FloatStorage", "1234567890", 2), VIEW), "'1234567890'"),
                arguments("key of other digits", tensor(id("FloatStorage", "\u0661", 2), VIEW), "digits"),
                arguments("key with line feed", tensor(id("FloatStorage", "0\n", 2), VIEW), "digits"),
                arguments("key a number", tensor(ID.replace(utf8("0"), number(0)), VIEW), "digits .* a number"),
                arguments("location none", tensor(ID.replace(utf8("cpu"), "N"), VIEW), "location"),
                arguments("count a string", tensor(ID.replace(number(2), utf8("2")), VIEW), "numel, but has a string"),
                arguments("count a double", tensor(ID.replace(number(2), "G@\0\0\0\0\0\0\0"), VIEW), "numel"),
                arguments(
                        "count of 80 bits",
                        tensor(ID.replace(number(2), "\u008a\n" + "\u0001".repeat(10)), VIEW),
                        "64-bit number"),
                arguments("count too big", tensor(id("FloatStorage", "0", 3), VIEW), "of 12 bytes, but it has 8"),
                arguments("count too small", tensor(id("FloatStorage", "0", 1), VIEW), "of 4 bytes, but it has 8"),
                arguments("count negative", tensor(id("FloatStorage", "0", -2), VIEW), "impossible count -2"),
                arguments("count 2^62", tensor(id("FloatStorage", "0", 1L << 62), VIEW), "impossible count"),
                arguments("count 2^59", tensor(id("FloatStorage", "0", 1L << 59), VIEW), "bytes, but it has 8"),
                arguments("other type", tensor(id("DoubleStorage", "0", 2), VIEW), "of 16 bytes, but it has 8"),
                arguments(
                        "missing record", tensor(id("FloatStorage", "1", 2), VIEW), "data/1 of 8 bytes, but lacks it"),
                arguments(
                        "two types for one key",
                        two(id("LongStorage", "0", 1)),
                        "'b' .*both as 2 x F32 and as 1 x I64"),
                arguments("two counts for one key", two(id("FloatStorage", "0", 1)), "both as"),
                // Views
                arguments("offset negative", tensor(ID, view(-1, number(2), number(1))), "'a' .*from element -1"),
                arguments("offset beyond", tensor(ID, view(1, number(2), number(1))), "from element 1 "),
                arguments("offset 2^63-1", tensor(ID, view(Long.MAX_VALUE, number(2), number(1))), "2\\^63"),
                arguments("offset of nothing", tensor(ID, view(3, number(0), number(1))), "from element 3"),
                arguments("stride negative", tensor(ID, view(1, number(2), number(-1))), "no negative strides"),
                arguments("stride beyond", tensor(ID, view(0, number(2), number(2))), "strides \\[2\\]"),
                arguments("stride 2^62", tensor(ID, view(0, number(3), number(1L << 62))), "2\\^63"),
                arguments("stride 2^63-1", tensor(ID, view(0, number(2), number(Long.MAX_VALUE))), "should lie in"),
                arguments("stride 0", tensor(ID, view(0, number(2147483647), number(0))), "should lie in storage"),
                arguments("size negative", tensor(ID, view(0, number(-2), number(1))), "sizes of 0"),
                arguments("size 2^31", tensor(ID, view(0, number(1L << 31), number(0))), "2147483648"),
                arguments(
                        "size of 2^93",
                        tensor(
                                ID,
                                view(0, number(2147483647).repeat(3), number(0).repeat(3))),
                        "2\\^63"),
                arguments(
                        "size of 9 axes",
                        tensor(ID, view(0, number(1).repeat(9), number(1).repeat(9))),
                        "8 axes"),
                arguments(
                        "more sizes than strides", tensor(ID, view(0, number(1).repeat(2), number(1))), "1 strides"),
                arguments(
                        "size a list",
                        tensor(ID, number(0) + "]" + number(2) + "a(" + number(1) + "t"),
                        "tuple for size"),
                arguments("size of strings", tensor(ID, view(0, utf8("2"), number(1))), "number for size"),
                arguments("offset none", tensor(ID, "N(" + number(2) + "t(" + number(1) + "t"), "storage_offset"),
                arguments("no storage", dict(REBUILD + "(N" + VIEW + HOOKS + "tR"), "should have a storage .* none"),
                arguments("5 arguments", dictOf(ID, VIEW, "\u0089").stop(), "tuple of 6 .* tuple of 5"),
                arguments("7 arguments", dictOf(ID, VIEW, HOOKS + "N").stop(), "tuple of 6 .* tuple of 7"),
                arguments(
                        "gradient none",
                        dictOf(ID, VIEW, HOOKS.replace('\u0089', 'N')).stop(),
                        "requires_grad"),
                arguments("hooks none", dictOf(ID, VIEW, "\u0089N").stop(), "backward_hooks"),
                arguments("hooks", dictOf(ID, VIEW, HOOKS + utf8("x") + "Ns").stop(), "empty dict for backward_hooks"),
                arguments(
                        "parameter of none",
                        dict("ctorch._utils\n_rebuild_parameter\n(N" + HOOKS + "tR"),
                        "a tensor for"),
                arguments("parameter of 2", dict("ctorch._utils\n_rebuild_parameter\n(NNtR"), "tuple of 3"),
                arguments("call of a storage type", dict("ctorch\nFloatStorage\n)R"), "calls a float"),
                arguments("call of a string", dict(utf8("x") + ")R"), "calls a string"),
                arguments("call without tuple", dict("ccollections\nOrderedDict\n]R"), "tuple of 0 .* a list"),
                arguments("dict from pairs", dict("ccollections\nOrderedDict\n]\u0085R"), "tuple of 0 .* of 1"),
                arguments(
                        "NUL in the name",
                        pickle().op("}")
                                .text("b\0")
                                .op(REBUILD + "(" + ID + "Q" + VIEW + HOOKS + "tRs")
                                .stop(),
                        "NUL"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damage")
    void isRefusedWithOneSentenceThatNamesTheFile(String kind, byte[] pickle, String complaint) throws IOException {
        Path path = Files.write(folder.resolve("x.bin"), TorchBytes.zip(pickle).bytes());
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

    private static byte[] dict(String value) {
        return pickle().op("}").text("a").op(value + "s").stop();
    }

    private static byte[] tensor(String id, String view) {
        return dictOf(id, view, HOOKS).stop();
    }

    private static byte[] two(String id) {
        return good().text("b")
                .op(REBUILD + "(" + id + "Q" + VIEW + HOOKS + "tRs")
                .stop();
    }
}
