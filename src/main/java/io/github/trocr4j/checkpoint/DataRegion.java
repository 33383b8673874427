package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The part of an open file that holds the tensors, read in chunks.
 *
 * @param path named in errors
 * @param bytes the open file
 * @param start the region's first byte in the file
 */
record DataRegion(Path path, RandomBytes bytes, long start) {
    private static final int CHUNK = 1 << 20;

    interface ChunkReader {
        /** Takes {@code count} elements from the chunk; the first of them is the tensor's element {@code at}. */
        void read(ByteBuffer chunk, int at, int count);
    }

    /** Hands out all elements of a tensor, little-endian, in order. */
    void eachChunk(TensorInfo tensor, ChunkReader reader) throws CheckpointException {
        if (!bytes.isOpen()) {
            throw new IllegalStateException(path + " is closed");
        }
        int size = tensor.dtype().size();
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, tensor.end() - tensor.begin()))
                .order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (long at = tensor.begin(); at < tensor.end(); at += chunk.limit()) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), tensor.end() - at));
                readFully(path, bytes, chunk, start + at);
                reader.read(chunk.flip(), (int) ((at - tensor.begin()) / size), chunk.limit() / size);
            }
        } catch (CheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    static void readFully(Path path, FileChannel channel, ByteBuffer into, long from) throws IOException {
        readFully(path, RandomBytes.of(channel), into, from);
    }

    static void readFully(Path path, RandomBytes bytes, ByteBuffer into, long from) throws IOException {
        for (long at = from; into.hasRemaining(); ) {
            int read = bytes.read(into, at);
            if (read < 0) {
                throw new CheckpointException(
                        path,
                        "became shorter while it was read, it ends at byte " + at + "; let its writer finish first");
            }
            at += read;
        }
    }

    static CheckpointException unreadable(Path path, IOException e) {
        return new CheckpointException(path, null, "cannot be read (" + e + "); check that it is a readable file", e);
    }
}
