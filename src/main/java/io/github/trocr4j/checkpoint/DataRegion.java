package io.github.trocr4j.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The part of an open file that holds the tensors. It is read in chunks.
 *
 * @param path the file, for messages
 * @param bytes the open file
 * @param start first byte of the region in the file
 */
record DataRegion(Path path, RandomBytes bytes, long start) {
    private static final int CHUNK = 1 << 20;

    interface ChunkReader {
        /** Reads {@code count} elements from the chunk; the first is element {@code at} of the tensor. */
        void read(ByteBuffer chunk, int at, int count);
    }

    /** Passes all elements of a tensor to a reader, in order, little-endian. */
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

    /** Bytes with random access, of a file or an array. Several threads may read at once. */
    interface RandomBytes extends Closeable {
        /** Reads some bytes starting at a position; returns -1 at the end. */
        int read(ByteBuffer into, long from) throws IOException;

        long size() throws IOException;

        boolean isOpen();

        /** Wraps a file. Closing the result closes the file. */
        static RandomBytes of(FileChannel channel) {
            return new RandomBytes() {
                @Override
                public int read(ByteBuffer into, long from) throws IOException {
                    return channel.read(into, from);
                }

                @Override
                public long size() throws IOException {
                    return channel.size();
                }

                @Override
                public boolean isOpen() {
                    return channel.isOpen();
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        }

        /** Wraps an array, which must not be changed. Closing has no effect. */
        static RandomBytes of(byte[] bytes) {
            return new RandomBytes() {
                @Override
                public int read(ByteBuffer into, long from) {
                    int count = (int) Math.min(into.remaining(), bytes.length - from);
                    if (count <= 0) {
                        return -1;
                    }
                    into.put(bytes, (int) from, count);
                    return count;
                }

                @Override
                public long size() {
                    return bytes.length;
                }

                @Override
                public boolean isOpen() {
                    return true;
                }

                @Override
                public void close() {
                    // nothing to close
                }
            };
        }

        /** Returns a stream of the bytes from {@code from} to {@code end - 1}, or to their end. */
        default InputStream stream(long from, long end) {
            return new InputStream() {
                private long at = from;

                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    if (at == end) {
                        return -1;
                    }
                    int most = (int) Math.min(length, end - at);
                    int read = RandomBytes.this.read(ByteBuffer.wrap(into, offset, most), at);
                    at += Math.max(0, read);
                    return read;
                }
            };
        }
    }
}
