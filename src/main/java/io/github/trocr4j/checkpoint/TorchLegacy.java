package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The layout of torch.save before PyTorch 1.6: five pickles (a magic number, a version, the machine, the saved object,
 * the keys of the storages), then for each key the number of elements as 8 bytes and the elements (PyTorch,
 * {@code torch/serialization.py}, {@code _legacy_save}).
 */
final class TorchLegacy {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private long at;

    private TorchLegacy(Path file, FileChannel channel, long size) {
        this.file = file;
        this.channel = channel;
        this.size = size;
    }

    static TorchLayout.Contents read(Path file, FileChannel channel, long size) throws IOException {
        return new TorchLegacy(file, channel, size).contents();
    }

    private TorchLayout.Contents contents() throws IOException {
        Object magic = pickle().value();
        if (!MAGIC.equals(magic)) {
            throw new CheckpointException(
                    file,
                    "should begin with the number that marks a PyTorch checkpoint, but begins with another pickle;"
                            + " check that it is the right file");
        }
        if (!Long.valueOf(VERSION).equals(pickle().value())) {
            throw damaged("should have version " + VERSION + " of the legacy layout, but has another one");
        }
        machine(pickle().value());
        PickleReader.Content saved = pickle();
        Object keys = pickle().value();
        if (!(keys instanceof PickleContainer list) || list.kind() != PickleContainer.Kind.LIST) {
            throw damaged(
                    "should have a list of the keys of its storages, but has a " + PickleContainer.described(keys));
        }
        Map<String, Long> begins = new HashMap<>();
        for (Object key : list.items()) {
            TorchView.Storage storage =
                    key instanceof String text ? saved.storages().get(text) : null;
            if (storage == null || begins.containsKey(storage.key())) {
                throw damaged("should list each storage of its tensors once, but lists "
                        + CheckpointException.shown(String.valueOf(key)) + " again or without a tensor for it");
            }
            begins.put(storage.key(), begin(storage));
        }
        if (begins.size() != saved.storages().size()) {
            throw damaged(
                    "should have the data of " + saved.storages().size() + " storages, but lists " + begins.size());
        }
        if (at != size) {
            throw damaged("should end at byte " + at + " after its last storage, but has " + (size - at) + " more");
        }
        return new TorchLayout.Contents(saved.value(), begins);
    }

    private PickleReader.Content pickle() throws IOException {
        PickleInput in = new PickleInput(file, channel, at, size);
        PickleReader.Content content = PickleReader.read(in, TorchLayout.LEGACY);
        at = in.position();
        return content;
    }

    private void machine(Object value) throws CheckpointException {
        if (!(value instanceof PickleContainer info) || !info.isDict()) {
            throw damaged("should describe the machine it was written on with a dict, but has a "
                    + PickleContainer.described(value));
        }
        Object little = info.entries().get("little_endian");
        if (Boolean.FALSE.equals(little)) {
            throw new CheckpointException(
                    file, "was written on a big-endian machine; save it again on a little-endian one");
        }
        if (!Boolean.TRUE.equals(little)) {
            throw damaged("should say whether it is little_endian, but does not");
        }
    }

    /** Skips the data of a storage and returns its first byte. */
    private long begin(TorchView.Storage storage) throws IOException {
        if (size - at < Long.BYTES) {
            throw damaged("ends before storage " + storage.key());
        }
        ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        DataRegion.readFully(file, channel, count, at);
        if (count.getLong(0) != storage.count()) {
            throw damaged("should have " + storage.count() + " elements in storage " + storage.key() + ", but claims "
                    + count.getLong(0));
        }
        long begin = at + Long.BYTES;
        if (storage.bytes() > size - begin) {
            throw damaged("should have " + storage.bytes() + " bytes in storage " + storage.key() + ", but ends after "
                    + (size - begin));
        }
        at = begin + storage.bytes();
        return begin;
    }

    private CheckpointException damaged(String what) {
        return new CheckpointException(file, what + "; fetch the file again");
    }
}
