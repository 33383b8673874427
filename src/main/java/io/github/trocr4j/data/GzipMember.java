package io.github.trocr4j.data;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * A file that consists of a single gzip member (RFC 1952). The JDK's {@code GZIPInputStream} ignores data after the
 * first member if it is not another one; here anything after the member is an error, and so is an incompletely read
 * one.
 */
final class GzipMember implements Closeable {
    private static final int DEFLATE = 8;
    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private final SeekableByteChannel channel;
    private final long deflatedFrom;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final InputStream content;

    /**
     * Reads the header at the start of the channel.
     *
     * @throws ZipException if it is damaged
     * @throws EOFException if the file ends in it
     */
    GzipMember(SeekableByteChannel channel) throws IOException {
        this.channel = channel.position(0);
        skipHeader();
        this.deflatedFrom = channel.position();
        InputStream deflated = Channels.newInputStream(channel);
        this.content = new CheckedInputStream(new InflaterInputStream(deflated, inflater, BUFFER_BYTES), crc);
    }

    /** Returns whether the channel starts with gzip's two magic bytes; resets it to its start. */
    static boolean startsAt(SeekableByteChannel channel) throws IOException {
        ByteBuffer magic = ByteBuffer.allocate(2);
        while (magic.hasRemaining() && channel.read(magic) >= 0) {}
        channel.position(0);
        return !magic.hasRemaining() && magic.get(0) == 0x1f && magic.get(1) == (byte) 0x8b;
    }

    /** Returns the decompressed bytes as a stream. */
    InputStream content() {
        return content;
    }

    /** Checks the trailer, and that nothing follows it; to be called after the content has been read to its end. */
    void finish() throws IOException {
        if (!inflater.finished()) {
            throw new ZipException("a deflate stream without its end");
        }
        channel.position(deflatedFrom + inflater.getBytesRead());
        ByteBuffer trailer = read(TRAILER_BYTES);
        if (trailer.getInt() != (int) crc.getValue()) {
            throw new ZipException("a wrong check sum");
        }
        if (trailer.getInt() != (int) inflater.getBytesWritten()) {
            throw new ZipException("a wrong length in its trailer");
        }
        long junk = channel.size() - channel.position();
        if (junk != 0) {
            throw new ZipException(junk + " more bytes after its end");
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private void skipHeader() throws IOException {
        ByteBuffer header = read(HEADER_BYTES);
        int flags = header.get(3);
        if (header.get(2) != DEFLATE) {
            throw new ZipException("an unknown compression method");
        }
        if ((flags & FLAG_EXTRA) != 0) {
            read(Short.toUnsignedInt(read(Short.BYTES).getShort()));
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            read(Short.BYTES);
        }
    }

    private void skipText() throws IOException {
        while (read(1).get() != 0) {}
    }

    private ByteBuffer read(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("an early end of the file");
            }
        }
        return bytes.flip();
    }
}
