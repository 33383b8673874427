package io.github.trocr4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds PyTorch checkpoints of one storage of 2 floats, around parts that may be damaged. */
final class TorchBytes {
    private static final String MAGIC = "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.";

    private TorchBytes() {}

    static byte[] floats() {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1)
                .putFloat(2)
                .array();
    }

    static ZipBytes zip(byte[] pickle) {
        return new ZipBytes()
                .add("x/data.pkl", pickle)
                .add("x/byteorder", "little".getBytes(StandardCharsets.US_ASCII))
                .add("x/data/0", floats())
                .add("x/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] legacyState(String id) {
        return PickleBytes.dictOf(
                        id, PickleBytes.view(0, PickleBytes.number(2), PickleBytes.number(1)), PickleBytes.HOOKS)
                .stop();
    }

    static byte[] legacyState() {
        return legacyState(PickleBytes.legacyId("FloatStorage", "77", 2));
    }

    static byte[] machine(String littleEndian) {
        return PickleBytes.pickle()
                .op("}")
                .text("little_endian")
                .op(littleEndian + "s")
                .stop();
    }

    static byte[] keys(String... keys) {
        PickleBytes pickle = PickleBytes.pickle().op("](");
        for (String key : keys) {
            pickle.text(key);
        }
        return pickle.op("e").stop();
    }

    static byte[] legacy(byte[] machine, byte[] state, byte[] keys, long count, byte[] data) {
        return legacy("\u0080\u0002M\u00e9\u0003.", machine, state, keys, count, data);
    }

    static byte[] legacy(String version, byte[] machine, byte[] state, byte[] keys, long count, byte[] data) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(MAGIC.getBytes(StandardCharsets.ISO_8859_1));
        file.writeBytes(version.getBytes(StandardCharsets.ISO_8859_1));
        file.writeBytes(machine);
        file.writeBytes(state);
        file.writeBytes(keys);
        file.writeBytes(SafetensorsBytes.length(count));
        file.writeBytes(data);
        return file.toByteArray();
    }

    static byte[] legacy() {
        return legacy(machine("\u0088"), legacyState(), keys("77"), 2, floats());
    }
}
