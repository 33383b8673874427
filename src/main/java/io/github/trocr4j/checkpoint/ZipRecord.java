package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * A stored file of a zip archive.
 *
 * @param name its name, never to be used as a path
 * @param header where its local header begins
 * @param begin where its data begins
 * @param size bytes of its data
 * @param crc what the CRC-32 of its data should be
 */
record ZipRecord(String name, long header, long begin, long size, long crc) {
    long end() {
        return begin + size;
    }

    /** Reads the data once and compares it with its checksum. */
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
}
