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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Given a sound archive around a pickle with this damage, opening it fails with a sentence that says this. */
class PickleDamageTest {
    private static final String ID = id("FloatStorage", "0", 2);
    private static final String VIEW = view(0, number(2), number(1));
    private static final String REBUILD = "ctorch._utils\n_rebuild_tensor_v2\n";

    @TempDir
    Path folder;

    static Stream<Arguments> names() {
        return Stream.of(
                arguments("os.system", call("cos\nsystem\n" + utf8("true") + "\u0085R"), "'a' .*'os.system'"),
                arguments("posix.system", call("cposix\nsystem\n"), "'posix.system'"),
                arguments("eval", call("c__builtin__\neval\n"), "'__builtin__.eval'"),
                arguments("exec", call("cbuiltins\nexec\n"), "'builtins.exec'"),
                arguments("getattr", call("c__builtin__\ngetattr\n"), "'__builtin__.getattr'"),
                arguments("load from bytes", call("ctorch.storage\n_load_from_bytes\n"), "_load_from_bytes"),
                arguments("older rebuild", call("ctorch._utils\n_rebuild_tensor\n"), "'torch._utils._rebuild_tensor'"),
                arguments("other case", call("ctorch\nfloatStorage\n"), "'torch.floatStorage'"),
                arguments(
                        "dotted attribute", call("ctorch\n_utils._rebuild_tensor_v2\n"), "names a checkpoint .* needs"),
                arguments("method of an allowed one", call("ccollections\nOrderedDict.fromkeys\n"), "fromkeys"),
                arguments("empty name", call("c\n\n"), "'\\.'"),
                arguments("name of 300 bytes", call("c" + "a".repeat(300) + "\n\n"), "longer than 256"),
                arguments("name not ASCII", call("ct\u00f6rch\nFloatStorage\n"), "not ASCII"),
                arguments("control characters", call("c\u001b[31m\nx\n"), "not ASCII"),
                arguments("STACK_GLOBAL", call(utf8("os") + utf8("system") + "\u0093"), "0x93 \\(STACK_GLOBAL\\)"),
                arguments("INST", call("(ios\nsystem\n"), "0x69 \\(INST\\)"),
                arguments("OBJ", call("(ccollections\nOrderedDict\no"), "0x6f \\(OBJ\\)"),
                arguments("NEWOBJ", call("ccollections\nOrderedDict\n)\u0081"), "0x81 \\(NEWOBJ\\)"),
                arguments("NEWOBJ_EX", call(")\u0092"), "0x92"),
                arguments("EXT1", call("\u0082\u0001"), "0x82 \\(EXT1\\)"),
                arguments("EXT2", call("\u0083\u0001\u0000"), "0x83 \\(EXT2\\)"),
                arguments("EXT4", call("\u0084\u0001\u0000\u0000\u0000"), "0x84 \\(EXT4\\)"),
                arguments("PERSID", call("P0\n"), "0x50 \\(PERSID\\)"),
                arguments("LONG4", call("\u008b\u00ff\u00ff\u00ff\u007f"), "0x8b \\(LONG4\\)"),
                arguments("opcode 0xff", call("\u00ff"), "0xff"));
    }

    static Stream<Arguments> tensors() {
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

    static Stream<Arguments> machine() {
        String deep = "]".repeat(100_000) + "a".repeat(99_999);
        StringBuilder laughs = new StringBuilder("]q\0" + utf8("lol") + "a");
        for (int i = 0; i < 30; i++) {
            laughs.append("]q").append((char) (i + 1));
            laughs.append("(").append(("h" + (char) i).repeat(10)).append("e");
        }
        return Stream.of(
                // Frame
                arguments("empty", new byte[0], "ends too early"),
                arguments("protocol 0", "(dp0\n.".getBytes(StandardCharsets.US_ASCII), "protocol 2"),
                arguments("protocol 3", new PickleBytes().op("\u0080\u0003}").stop(), "bytes 128 and 3"),
                arguments(
                        "protocol 4",
                        new PickleBytes()
                                .op("\u0080\u0004\u0095" + "\0".repeat(8) + "}")
                                .stop(),
                        "bytes 128 and 4"),
                arguments("protocol 5", new PickleBytes().op("\u0080\u0005}").stop(), "bytes 128 and 5"),
                arguments("protocol twice", pickle().op("\u0080\u0002}").stop(), "PROTO where it should not be"),
                arguments("no STOP", good().bytes(), "ends too early"),
                arguments("something behind STOP", good().op(".}").bytes(), "ends 1 bytes before"),
                arguments("two pickles", good().op(".\u0080\u0002}.").bytes(), "ends 4 bytes before"),
                arguments(
                        "17 MB of strings",
                        pickle().op(("]" + utf8("x".repeat(65_000)) + "a").repeat(265))
                                .stop(),
                        "longer than 16777216"),
                // Stack and memo
                arguments("nothing", pickle().stop(), "without a value"),
                arguments("values left", pickle().op("}}").stop(), "leaves 1 values behind"),
                arguments("mark left", pickle().op("(}").stop(), "leaves 1 values behind"),
                arguments("no mark", pickle().op("}NNu").stop(), "without a mark"),
                arguments("call of nothing", pickle().op("R").stop(), "without a value"),
                arguments("call across a mark", pickle().op("N()R").stop(), "without a value"),
                arguments("tuple of nothing", pickle().op("\u0087").stop(), "without a value"),
                arguments("odd count", pickle().op("}(NNNu").stop(), "key without a value"),
                arguments("append to a dict", pickle().op("}Na").stop(), "APPEND to what is no list"),
                arguments("set on a list", pickle().op("](NNu").stop(), "SETITEMS to what is no dict"),
                arguments("key a tuple", pickle().op("})Ns").stop(), "key .* but is a tuple"),
                arguments("key none", pickle().op("}NNs").stop(), "key .* but is a none"),
                arguments(
                        "key twice",
                        pickle().op("}").text("a").op("Ns").text("a").op("Ns").stop(),
                        "'a' twice"),
                arguments("memo unknown", pickle().op("h\u0001").stop(), "number 1, which it never"),
                arguments("memo of nothing", pickle().op("q\0").stop(), "without a value"),
                arguments(
                        "memo 2^32-1", pickle().op("}r\u00ff\u00ff\u00ff\u00ff").stop(), "4294967295, beyond"),
                arguments("memo 10^6", pickle().op("}r@B\u000f\0").stop(), "1000000, beyond"),
                arguments("memo 2^31 recalled", pickle().op("j\0\0\0\u0080").stop(), "2147483648, which"),
                arguments(
                        "stack of a million", pickle().op("N".repeat(1_000_001)).stop(), "stack of more than"),
                arguments("a million marks", pickle().op("(".repeat(1_000_001)).stop(), "stack of more than"),
                arguments(
                        "a million numbers",
                        pickle().op("](" + "K\0".repeat(600_000) + "e](" + "K\0".repeat(600_000) + "e\u0086")
                                .stop(),
                        "more than 1000000 values"),
                arguments("200k lists", pickle().op("]".repeat(200_001)).stop(), "more than 200000 lists"),
                // Values
                arguments(
                        "string of 4 GB",
                        pickle().op("X\u00ff\u00ff\u00ff\u00ff").stop(),
                        "4294967295 bytes"),
                arguments(
                        "string of 64 KB and 1",
                        pickle().text("x".repeat(65_537)).stop(),
                        "65537 bytes"),
                arguments("string cut off", pickle().op("X\u0009\0\0\0abc").stop(), "ends too early"),
                arguments("string of 0xFF", pickle().op("X\u0001\0\0\0\u00ff").stop(), "not UTF-8"),
                arguments(
                        "string overlong",
                        pickle().op("X\u0002\0\0\0\u00c0\u00af").stop(),
                        "not UTF-8"),
                arguments(
                        "string surrogate",
                        pickle().op("X\u0003\0\0\0\u00ed\u00a0\u0080").stop(),
                        "not UTF-8"),
                arguments("number cut off", pickle().op("J\0").stop(), "ends too early"),
                arguments("100k nesting", pickle().op(deep).stop(), "deeper than 64"),
                arguments("65 tuples", pickle().op(")" + "\u0085".repeat(64)).stop(), "deeper than 64"),
                arguments("billion laughs", pickle().op(laughs.toString()).stop(), "1000000 values in one list"),
                arguments(
                        "dict in itself",
                        pickle().op("}q\0").text("a").op("h\0s").stop(),
                        "contains itself"),
                arguments("list in itself", pickle().op("]q\0h\0a").stop(), "contains itself"),
                arguments(
                        "list in itself by another",
                        pickle().op("]q\0]q\u0001h\0ah\0" + "h\u0001a").stop(),
                        "contains"),
                arguments(
                        "list in itself by a tuple",
                        pickle().op("]q\0h\0\u0085a").stop(),
                        "contains itself"),
                // State
                arguments("state of a dict", pickle().op("}}b").stop(), "state of a dict"),
                arguments("state of a list", pickle().op("]}b").stop(), "state of a list"),
                arguments(
                        "state of a tensor",
                        good().text("x")
                                .op(REBUILD + "(" + ID + "Q" + VIEW + HOOKS + "tR}b")
                                .stop(),
                        "state of a tensor"),
                arguments(
                        "other state",
                        pickle().op("ccollections\nOrderedDict\n)R}")
                                .text("x")
                                .op("Nsb")
                                .stop(),
                        "_metadata"),
                arguments(
                        "state a tuple",
                        pickle().op("ccollections\nOrderedDict\n)R)b").stop(),
                        "_metadata"),
                // Root
                arguments("root a list", pickle().op("]").stop(), "dict of tensors, but holds a list"),
                arguments("root a number", pickle().op("K\0").stop(), "holds a number"),
                arguments("root a name", pickle().op("ctorch\nFloatStorage\n").stop(), "holds a float"),
                arguments("root a storage", pickle().op(ID + "Q").stop(), "holds a storage"),
                arguments("entry a number", good().text("epoch").op("K\u0007s").stop(), "'epoch' should be a tensor"),
                arguments(
                        "entry a storage",
                        pickle().op("}").text("s").op(ID + "Qs").stop(),
                        "'s' .* is a storage"),
                arguments("name a number", pickle().op("}K\0Ns").stop(), "under a number"),
                arguments(
                        "two inner dicts",
                        pickle().op("}")
                                .text("model")
                                .op("}s")
                                .text("state_dict")
                                .op("}s")
                                .stop(),
                        "both of the keys"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"names", "tensors", "machine"})
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

    @Test
    void opensWithoutTheDamage() throws IOException {
        Path path = Files.write(
                folder.resolve("x.bin"), TorchBytes.zip(good().stop()).bytes());
        try (TorchCheckpoint file = TorchCheckpoint.open(path)) {
            assertThat(file.floats("a")).containsExactly(1, 2);
        }
    }

    private static byte[] dict(String value) {
        return pickle().op("}").text("a").op(value + "s").stop();
    }

    private static byte[] call(String raw) {
        return dict(raw);
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
