package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The zip layout of torch.save: {@code data.pkl}, {@code byteorder}, {@code version} and one {@code data/<key>} per
 * storage, all in one folder of any name (PyTorch, {@code torch/serialization.py} and
 * {@code caffe2/serialize/inline_container.h}).
 */
final class TorchZip {
    private static final int CHUNK = 1 << 20;
    private static final int MAX_BYTEORDER = 16;

    private TorchZip() {}

    static TorchLayout.Contents read(Path file, FileChannel channel, long size) throws IOException {
        Map<String, ZipRecord> records = withoutFolder(file, ZipDirectory.read(file, channel, size));
        ZipRecord pickle = records.get("data.pkl");
        if (pickle == null) {
            throw new CheckpointException(
                    file,
                    "is a zip archive that should have the record data.pkl below one folder, but has it elsewhere;"
                            + " check that it is a PyTorch checkpoint");
        }
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, size));
        for (ZipRecord record : records.values()) {
            record.verify(file, channel, chunk);
        }
        littleEndian(file, channel, records.get("byteorder"));
        PickleInput in = new PickleInput(file, channel, pickle.begin(), pickle.end());
        PickleReader.Content content = PickleReader.read(in, TorchLayout.ZIP);
        if (in.position() != pickle.end()) {
            throw new CheckpointException(
                    file,
                    "has a pickle that ends " + (pickle.end() - in.position())
                            + " bytes before its record does; fetch the file again");
        }
        Map<String, Long> begins = new HashMap<>();
        for (TorchView.Storage storage : content.storages().values()) {
            ZipRecord record = records.get("data/" + storage.key());
            if (record == null || record.size() != storage.bytes()) {
                throw new CheckpointException(
                        file,
                        "should have a record data/" + storage.key() + " of " + storage.bytes() + " bytes, but "
                                + (record == null ? "lacks it" : "it has " + record.size()) + "; fetch the file again");
            }
            begins.put(storage.key(), record.begin());
        }
        return new TorchLayout.Contents(content.value(), begins);
    }

    private static Map<String, ZipRecord> withoutFolder(Path file, Map<String, ZipRecord> records)
            throws CheckpointException {
        Map<String, ZipRecord> inside = new HashMap<>();
        String folder = null;
        for (ZipRecord record : records.values()) {
            String name = record.name();
            String own = name.substring(0, name.indexOf('/') + 1);
            folder = folder == null ? own : folder;
            if (own.isEmpty() || !own.equals(folder)) {
                throw new CheckpointException(
                        file,
                        "should have all its records below one folder, but has "
                                + CheckpointException.shown(name)
                                + (own.isEmpty() ? "" : " beside those of " + CheckpointException.shown(folder))
                                + "; check that it is a PyTorch checkpoint");
            }
            inside.put(name.substring(own.length()), record);
        }
        return inside;
    }

    private static void littleEndian(Path file, FileChannel channel, ZipRecord record) throws IOException {
        if (record == null) {
            return;
        }
        byte[] order = new byte[(int) Math.min(record.size(), MAX_BYTEORDER)];
        DataRegion.readFully(file, channel, ByteBuffer.wrap(order), record.begin());
        String text = new String(order, StandardCharsets.ISO_8859_1);
        if (text.equals("big")) {
            throw new CheckpointException(
                    file, "was written on a big-endian machine; save it again on a little-endian one");
        }
        if (!text.equals("little")) {
            throw new CheckpointException(
                    file,
                    "should have 'little' for its byteorder, but has " + CheckpointException.shown(text)
                            + "; fetch the file again");
        }
    }
}
