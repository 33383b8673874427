package io.github.trocr4j.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes that can be read from anywhere, by several threads at once: a file's, or those of an array. */
interface RandomBytes extends Closeable {
    /** Reads some bytes from a place on; -1 after the end. */
    int read(ByteBuffer into, long from) throws IOException;

    long size() throws IOException;

    boolean isOpen();

    /** A file; closing this closes it. */
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

    /** An array, which nobody may change; there is nothing to close. */
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
                // the array is the caller's
            }
        };
    }

    /** The bytes from a place on, one after the other. */
    default InputStream stream(long from) {
        return new InputStream() {
            private long at = from;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = RandomBytes.this.read(ByteBuffer.wrap(into, offset, length), at);
                at += Math.max(0, read);
                return read;
            }
        };
    }
}
