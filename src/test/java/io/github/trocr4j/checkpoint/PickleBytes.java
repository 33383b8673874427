package io.github.trocr4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds a pickle, opcode by opcode. */
final class PickleBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Starts with protocol 2. */
    static PickleBytes pickle() {
        return new PickleBytes().op("\u0080\u0002");
    }

    /** Returns the state dict of one tensor of 2 floats, given as opcodes. */
    static PickleBytes dictOf(String id, String view, String rest) {
        return pickle().op("}")
                .text("a")
                .global("torch._utils", "_rebuild_tensor_v2")
                .op("(" + id + "Q" + view + rest + "tRs");
    }

    static String id(String type, String key, long count) {
        return "(" + utf8("storage") + "ctorch\n" + type + "\n" + utf8(key) + utf8("cpu") + number(count) + "t";
    }

    static String legacyId(String type, String key, long count) {
        return id(type, key, count).replaceAll("t$", "Nt");
    }

    static final String HOOKS = "\u0089ccollections\nOrderedDict\n)R";

    /** Returns opcodes for offset, sizes and strides. Sizes and strides are the opcodes between mark and tuple. */
    static String view(long offset, String sizes, String strides) {
        return number(offset) + "(" + sizes + "t(" + strides + "t";
    }

    /** Returns opcodes for a state dict of one tensor of this name. */
    static String stateDict(String name) {
        return "}" + utf8(name) + "ctorch._utils\n_rebuild_tensor_v2\n(" + id("FloatStorage", "0", 2) + "Q"
                + view(0, number(2), number(1)) + HOOKS + "tRs";
    }

    static PickleBytes good() {
        return dictOf(id("FloatStorage", "0", 2), view(0, number(2), number(1)), HOOKS);
    }

    /** Appends opcodes and arguments, in Latin-1. */
    PickleBytes op(String raw) {
        bytes.writeBytes(raw.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleBytes text(String text) {
        return op(utf8(text));
    }

    PickleBytes global(String module, String name) {
        return op("c" + module + "\n" + name + "\n");
    }

    /** Appends STOP and returns the bytes. */
    byte[] stop() {
        return op(".").bytes();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    static String utf8(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return "X"
                + latin(ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(utf8.length)
                        .array()) + latin(utf8);
    }

    static String number(long value) {
        return "\u008a\b"
                + latin(ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array());
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
