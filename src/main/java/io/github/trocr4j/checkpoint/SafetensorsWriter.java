package io.github.trocr4j.checkpoint;

import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Writes safetensors files, byte for byte as HuggingFace does: tensors sorted by name, metadata first, the header
 * padded with spaces so that the data begins at a multiple of 8 (huggingface/safetensors,
 * {@code safetensors/src/tensor.rs}).
 *
 * <p>Writing is atomic: the file is written to a temporary file beside the target, forced to disk, read back and
 * compared, and only then moved to the target. Memory is needed for the header and one chunk of 1 MB.
 */
public final class SafetensorsWriter {
    /** HuggingFace's metadata, which its loaders require. */
    public static final Map<String, String> PYTORCH = Map.of("format", "pt");

    private static final int CHUNK = 1 << 20;

    private SafetensorsWriter() {}

    /** Writes F32. See {@link #write(Path, Map, Map, Dtype)}. */
    public static void write(Path target, Map<String, String> metadata, Map<String, FloatTensor> tensors)
            throws CheckpointException {
        write(target, metadata, tensors, Dtype.F32);
    }

    /**
     * Writes all tensors in one type and replaces an existing file.
     *
     * @param metadata the file's metadata; {@link #PYTORCH} for a file that HuggingFace loads
     * @param dtype F32, or F16 or BF16, which round to nearest, ties to even; values outside the range of F16 become
     *     infinity
     * @throws CheckpointException if the file cannot be written; the target is unchanged then
     */
    public static void write(Path target, Map<String, String> metadata, Map<String, FloatTensor> tensors, Dtype dtype)
            throws CheckpointException {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        write(target, metadata, shapes, name -> tensors.get(name).values(), dtype);
    }

    /**
     * Writes tensors whose values are requested one after the other, each once and in the file's order. So a model that
     * is larger than the heap can be written.
     *
     * @param shapes shape of each tensor, by name
     * @param values source of the values, row-major
     * @throws IllegalArgumentException if the number of values does not match a shape; the target is unchanged then
     */
    public static void write(
            Path target, Map<String, String> metadata, Map<String, long[]> shapes, Values values, Dtype dtype)
            throws CheckpointException {
        if (dtype != Dtype.F32 && dtype != Dtype.F16 && dtype != Dtype.BF16) {
            throw new IllegalArgumentException("should be F32, F16 or BF16, but is " + dtype);
        }
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null) {
            throw new CheckpointException(target, "is not the path of a file; give one");
        }
        Path temporary = directory.resolve(target.getFileName() + ".tmp." + UUID.randomUUID());
        try {
            List<TensorInfo> layout = layout(shapes, dtype);
            byte[] header = header(metadata, layout);
            long checksum = writeAll(temporary, header, layout, values);
            verify(temporary, header, layout, checksum);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            forceDirectory(directory);
        } catch (IOException e) {
            throw new CheckpointException(
                    target, null, "could not be written (" + e + "); check folder, rights and space", e);
        } finally {
            deleteIfLeft(temporary);
        }
    }

    private static List<TensorInfo> layout(Map<String, long[]> shapes, Dtype dtype) {
        List<String> names = new ArrayList<>(shapes.keySet());
        // Rust orders strings by their UTF-8 bytes, Java by UTF-16 units.
        names.sort(Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        List<TensorInfo> layout = new ArrayList<>();
        long at = 0;
        for (String name : names) {
            long[] shape = shapes.get(name);
            long end = Math.addExact(at, Math.multiplyExact(dtype.size(), FloatTensor.count(shape)));
            layout.add(new TensorInfo(name, dtype, shape, at, end));
            at = end;
        }
        return layout;
    }

    private static byte[] header(Map<String, String> metadata, List<TensorInfo> layout) throws IOException {
        JsonObject json = new JsonObject();
        if (!metadata.isEmpty()) {
            JsonObject notes = json.putObject("__metadata__");
            new TreeMap<>(metadata).forEach(notes::put);
        }
        for (TensorInfo tensor : layout) {
            JsonObject described = json.putObject(tensor.name());
            described.put("dtype", tensor.dtype().name());
            JsonArray shape = described.putArray("shape");
            Arrays.stream(tensor.shape()).forEach(shape::add);
            described.putArray("data_offsets").add(tensor.begin()).add(tensor.end());
        }
        // Unlike String.getBytes, this refuses text that is not valid Unicode.
        ByteBuffer text = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json.toString()));
        int length = text.remaining();
        byte[] header = new byte[(length + Long.BYTES - 1) / Long.BYTES * Long.BYTES];
        Arrays.fill(header, (byte) ' ');
        text.get(header, 0, length);
        return header;
    }

    /**
     * Writes the file and forces it to disk.
     *
     * @return the checksum of its data
     */
    private static long writeAll(Path file, byte[] header, List<TensorInfo> layout, Values values) throws IOException {
        CRC32C checksum = new CRC32C();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(channel, chunk.putLong(header.length).flip());
            writeFully(channel, ByteBuffer.wrap(header));
            chunk.clear();
            for (TensorInfo tensor : layout) {
                float[] found = values.of(tensor.name());
                if (found.length != tensor.count()) {
                    throw new IllegalArgumentException("shape " + Arrays.toString(tensor.shape()) + " of "
                            + tensor.name() + " has " + tensor.count() + " values, but there are " + found.length);
                }
                for (float value : found) {
                    if (chunk.remaining() < tensor.dtype().size()) {
                        drain(channel, chunk, checksum);
                    }
                    Elements.put(chunk, tensor.dtype(), value);
                }
            }
            drain(channel, chunk, checksum);
            channel.force(true);
        }
        return checksum.getValue();
    }

    private static void drain(FileChannel channel, ByteBuffer chunk, CRC32C checksum) throws IOException {
        checksum.update(chunk.flip());
        writeFully(channel, chunk.rewind());
        chunk.clear();
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads the file back and checks that it opens, has the requested header, and contains the written data. */
    private static void verify(Path file, byte[] header, List<TensorInfo> layout, long checksum) throws IOException {
        CRC32C found = new CRC32C();
        try (SafetensorsFile reopened = SafetensorsFile.open(file);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(reopened.dataStart());
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (channel.read(chunk) >= 0) {
                found.update(chunk.flip());
                chunk.clear();
            }
            boolean sameTensors = reopened.names().size() == layout.size();
            for (TensorInfo tensor : layout) {
                sameTensors &= tensor.equals(reopened.info(tensor.name()));
            }
            if (!sameTensors || reopened.dataStart() != Long.BYTES + header.length || found.getValue() != checksum) {
                throw new CheckpointException(file, "reads back differently from what was written; check the disk");
            }
        }
    }

    /**
     * A rename is durable only when the folder is forced to disk. Some systems (Windows) cannot open a folder, and need
     * not.
     */
    private static void forceDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // The file is complete in any case. Only a power failure now could bring the previous one back.
        }
    }

    private static void deleteIfLeft(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The original error is more informative.
        }
    }

    /** Source of the values of tensors. */
    @FunctionalInterface
    public interface Values {
        /** Returns the values of a tensor, row-major. The array is not kept. */
        float[] of(String name) throws IOException;
    }
}
