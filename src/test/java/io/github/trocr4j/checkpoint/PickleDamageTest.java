package io.github.trocr4j.checkpoint;

import static io.github.trocr4j.checkpoint.PickleBytes.HOOKS;
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

/** A valid archive with a damaged pickle is refused with a message that names the damage. */
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
                arguments("something after STOP", good().op(".}").bytes(), "ends 1 bytes before"),
                arguments("two pickles", good().op(".\u0080\u0002}.").bytes(), "ends 4 bytes before"),
                arguments(
                        "17 MB of strings",
                        pickle().op(("]" + utf8("x".repeat(65_000)) + "a").repeat(265))
                                .stop(),
                        "longer than 16777216"),
                // Stack and memo
                arguments("nothing", pickle().stop(), "without a value"),
                arguments("values left", pickle().op("}}").stop(), "leaves 1 values on its stack"),
                arguments("mark left", pickle().op("(}").stop(), "leaves 1 values on its stack"),
                arguments("no mark", pickle().op("}NNu").stop(), "without a mark"),
                arguments("call of nothing", pickle().op("R").stop(), "without a value"),
                arguments("call across a mark", pickle().op("N()R").stop(), "without a value"),
                arguments("tuple of nothing", pickle().op("\u0087").stop(), "without a value"),
                arguments("odd count", pickle().op("}(NNNu").stop(), "key without a value"),
                arguments("append to a dict", pickle().op("}Na").stop(), "APPEND to a value that is not a list"),
                arguments("set on a list", pickle().op("](NNu").stop(), "SETITEMS to a value that is not a dict"),
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
                                .op(PickleBytes.stateDict("a") + "s")
                                .text("state_dict")
                                .op(PickleBytes.stateDict("a") + "s")
                                .stop(),
                        "each of the keys 'model', 'state_dict'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"names", "machine"})
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
}
