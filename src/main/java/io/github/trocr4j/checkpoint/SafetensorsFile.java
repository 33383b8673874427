package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file, open for reading: 8 bytes of header length (unsigned, little-endian), a JSON header, then the
 * data of all tensors without gaps (format: huggingface/safetensors, README.md).
 *
 * <p>The header is validated completely when the file is opened. Data is read on demand in chunks of 1 MB, so that
 * memory is needed only for the arrays that are returned. Several threads may read at once.
 */
public final class SafetensorsFile implements Checkpoint {
    /** Longest header accepted, in bytes; the limit of the reference implementation. */
    public static final long MAX_HEADER = 100_000_000;

    private static final int LENGTH_BYTES = 8;

    private final Path path;
    private final DataRegion.RandomBytes bytes;
    private final HeaderParser.Header header;
    private final DataRegion data;

    private SafetensorsFile(Path path, DataRegion.RandomBytes bytes, HeaderParser.Header header, long dataStart) {
        this.path = path;
        this.bytes = bytes;
        this.header = header;
        this.data = new DataRegion(path, bytes, dataStart);
    }

    /**
     * Opens a file and checks that its header matches its length.
     *
     * @throws CheckpointException if it is missing, unreadable, damaged or not a safetensors file
     */
    public static SafetensorsFile open(Path path) throws CheckpointException {
        FileChannel channel = null;
        SafetensorsFile opened = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            opened = read(path, DataRegion.RandomBytes.of(channel));
            return opened;
        } catch (CheckpointException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new CheckpointException(path, null, "does not exist; check the path", e);
        } catch (IOException e) {
            throw DataRegion.unreadable(path, e);
        } finally {
            if (opened == null && channel != null) {
                closeQuietly(channel);
            }
        }
    }

    /**
     * Reads a file from memory. See {@link #open}.
     *
     * @param path names the file in messages
     * @param bytes the content; must not be changed
     * @throws CheckpointException if it is damaged or not a safetensors file
     */
    public static SafetensorsFile of(Path path, byte[] bytes) throws CheckpointException {
        try {
            return read(path, DataRegion.RandomBytes.of(bytes));
        } catch (CheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw DataRegion.unreadable(path, e);
        }
    }

    private static SafetensorsFile read(Path path, DataRegion.RandomBytes bytes) throws IOException {
        long size = bytes.size();
        byte[] first = new byte[(int) Math.min(size, ForeignFormat.PREFIX)];
        DataRegion.readFully(path, bytes, ByteBuffer.wrap(first), 0);
        String complaint = TorchCheckpoint.isOneOf(first) && !ForeignFormat.isSafetensors(first)
                ? "is a zip archive or a pickle, probably a pytorch_model.bin, and not a safetensors file; open it as a"
                        + " PyTorch checkpoint"
                : ForeignFormat.complaint(first);
        if (complaint != null) {
            throw new CheckpointException(path, complaint);
        }
        if (size < LENGTH_BYTES) {
            throw new CheckpointException(
                    path, "has only " + size + " bytes, too few for the 8 of the header length; fetch the file again");
        }
        long length = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > MAX_HEADER) {
            throw new CheckpointException(
                    path,
                    "claims a header of " + Long.toUnsignedString(length) + " bytes, more than the " + MAX_HEADER
                            + " allowed, so it is probably not a safetensors file; check what was downloaded");
        }
        long dataStart = LENGTH_BYTES + length;
        if (dataStart > size) {
            throw new CheckpointException(
                    path,
                    "claims a header of " + length + " bytes, but has only " + (size - LENGTH_BYTES)
                            + " after the header length; fetch the file again");
        }
        InputStream headerBytes = bytes.stream(LENGTH_BYTES, dataStart);
        Reader text = new InputStreamReader(headerBytes, StandardCharsets.UTF_8.newDecoder());
        HeaderParser.Header header = HeaderParser.parse(path, text);
        if (size - dataStart != header.dataLength()) {
            throw new CheckpointException(
                    path,
                    "should have " + header.dataLength() + " bytes of data after its header, but has "
                            + (size - dataStart) + "; fetch the file again");
        }
        return new SafetensorsFile(path, bytes, header, dataStart);
    }

    /** Returns the path that was opened. */
    @Override
    public Path path() {
        return path;
    }

    /** Returns the names of all tensors, in the order of their data. */
    @Override
    public List<String> names() {
        return List.copyOf(header.tensors().keySet());
    }

    /** Returns whether there is a tensor of this name. */
    @Override
    public boolean contains(String name) {
        return header.tensors().containsKey(name);
    }

    /** Returns the file's own metadata; HuggingFace writes {@code format: pt}. Empty if there is none. */
    @Override
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /**
     * Returns type, shape and position of a tensor.
     *
     * @throws CheckpointException if there is no tensor of this name
     */
    @Override
    public TensorInfo info(String name) throws CheckpointException {
        TensorInfo info = header.tensors().get(name);
        if (info == null) {
            throw new CheckpointException(
                    path,
                    name,
                    "is missing among the " + header.tensors().size() + " of the file; check that it is the right one");
        }
        return info;
    }

    /**
     * Returns the values of an F32, F16, BF16 or F64 tensor, row-major. F16 and BF16 are widened exactly. F64 is
     * rounded to the nearest float, and to infinity outside the float range.
     *
     * @throws CheckpointException if it is missing, of another type, too large for an array, or cannot be read
     */
    @Override
    public float[] floats(String name) throws CheckpointException {
        TensorInfo info = info(name).requireType(path, Dtype.F32, Dtype.F16, Dtype.BF16, Dtype.F64);
        float[] values = new float[info.arrayLength(path)];
        if (info.dtype() == Dtype.F32) {
            data.eachChunk(info, (chunk, at, count) -> chunk.asFloatBuffer().get(values, at, count));
        } else {
            data.eachChunk(info, (chunk, at, count) -> {
                for (int i = at; i < at + count; i++) {
                    values[i] = (float) Elements.real(chunk, info.dtype());
                }
            });
        }
        return values;
    }

    /**
     * Returns the values of an F64, F32, F16 or BF16 tensor, row-major and exact.
     *
     * @throws CheckpointException if it is missing, of another type, too large for an array, or cannot be read
     */
    public double[] doubles(String name) throws CheckpointException {
        TensorInfo info = info(name).requireType(path, Dtype.F64, Dtype.F32, Dtype.F16, Dtype.BF16);
        double[] values = new double[info.arrayLength(path)];
        data.eachChunk(info, (chunk, at, count) -> {
            for (int i = at; i < at + count; i++) {
                values[i] = Elements.real(chunk, info.dtype());
            }
        });
        return values;
    }

    /**
     * Returns the values of an integer tensor, row-major; BOOL is 0 or 1. U64 is refused, since half of its range does
     * not fit a long.
     *
     * @throws CheckpointException if it is missing, of another type, too large for an array, or cannot be read
     */
    public long[] longs(String name) throws CheckpointException {
        TensorInfo info = info(name)
                .requireType(
                        path, Dtype.I64, Dtype.I32, Dtype.I16, Dtype.I8, Dtype.U8, Dtype.U16, Dtype.U32, Dtype.BOOL);
        long[] values = new long[info.arrayLength(path)];
        data.eachChunk(info, (chunk, at, count) -> {
            for (int i = at; i < at + count; i++) {
                values[i] = Elements.integer(chunk, info.dtype());
            }
        });
        return values;
    }

    @Override
    public void readThrough(String name) throws CheckpointException {
        data.eachChunk(info(name), (chunk, at, count) -> {});
    }

    /** Closes the file. Reading afterwards throws {@link IllegalStateException}. */
    @Override
    public void close() throws CheckpointException {
        try {
            bytes.close();
        } catch (IOException e) {
            throw DataRegion.unreadable(path, e);
        }
    }

    /** Returns the number of bytes before the data. */
    long dataStart() {
        return data.start();
    }

    static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The original error is more informative.
        }
    }
}
