package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * A stored file of a zip archive.
 *
 * @param name its name; untrusted, never to be used as a path
 * @param header first byte of its local header
 * @param begin first byte of its data
 * @param size bytes of its data
 * @param crc expected CRC-32 of its data
 */
record ZipRecord(String name, long header, long begin, long size, long crc) {
    long end() {
        return begin + size;
    }

    /** Reads the data once and checks its CRC-32. */
    void verify(Path file, FileChannel channel, ByteBuffer chunk) throws IOException {
        CRC32 found = new CRC32();
        for (long at = begin; at < end(); at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), end() - at));
            DataRegion.readFully(file, channel, chunk, at);
            found.update(chunk.flip());
        }
        if (found.getValue() != crc) {
            throw new CheckpointException(
                    file,
                    "has a record " + CheckpointException.shown(name) + " whose checksum should be "
                            + Long.toHexString(crc) + ", but is " + Long.toHexString(found.getValue())
                            + "; fetch the file again");
        }
    }

    /**
     * The three numbers of a directory entry that may be too large for their fields and are then in the extra field
     * 0x0001 (PKWARE, APPNOTE.TXT 6.3, 4.5.3), which has nothing else but the number of a disk.
     *
     * @param size bytes of the data
     * @param packed bytes of the data in the archive
     * @param header first byte of the local header
     */
    record Sizes(long size, long packed, long header) {
        private static final int TOO_LARGE = -1;

        /**
         * Reads the sizes from an entry and its extra field; null if that is damaged, a field refers to a missing
         * value, or a value is there that no field refers to.
         */
        static Sizes of(ByteBuffer entry, ByteBuffer extra) {
            ByteBuffer wide = wide(extra.order(ByteOrder.LITTLE_ENDIAN));
            if (wide == null) {
                return null;
            }
            int[] fields = {entry.getInt(24), entry.getInt(20), entry.getInt(42)};
            long[] values = new long[fields.length];
            for (int i = 0; i < fields.length; i++) {
                if (fields[i] != TOO_LARGE) {
                    values[i] = Integer.toUnsignedLong(fields[i]);
                } else if (wide.remaining() >= Long.BYTES) {
                    values[i] = wide.getLong();
                } else {
                    return null;
                }
            }
            return wide.remaining() >= Long.BYTES ? null : new Sizes(values[0], values[1], values[2]);
        }

        /**
         * Returns the content of the extra field 0x0001, empty if there is none; null if fields are damaged or repeat.
         */
        private static ByteBuffer wide(ByteBuffer extra) {
            ByteBuffer wide = null;
            while (extra.hasRemaining()) {
                if (extra.remaining() < 2 * Short.BYTES) {
                    return null;
                }
                int id = Short.toUnsignedInt(extra.getShort());
                int length = Short.toUnsignedInt(extra.getShort());
                if (length > extra.remaining() || (id == 1 && wide != null)) {
                    return null;
                }
                if (id == 1) {
                    wide = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
                }
                extra.position(extra.position() + length);
            }
            return wide == null ? ByteBuffer.allocate(0) : wide;
        }
    }
}
