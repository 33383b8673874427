package io.github.trocr4j.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipException;

/**
 * Reads the two kinds of IDX files of MNIST, plain or gzip (detected by content). The format: a big-endian magic
 * number, big-endian dimensions, then exactly the unsigned bytes that they announce.
 *
 * <p>Files are untrusted: memory use grows with the data that is there, not with what a header claims, and every kind
 * of damage is reported as an {@link IdxFormatException}.
 */
public final class IdxFile {
    /** More than twice the largest set of digits in use. Limits what a small gzip file can expand to (784 MB). */
    public static final int MAX_ITEMS = 1_000_000;

    private static final int IMAGES_MAGIC = 0x00000803;
    private static final int LABELS_MAGIC = 0x00000801;
    private static final int MAX_LABEL = 9;

    private IdxFile() {}

    /**
     * Reads images of 28 x 28 pixels.
     *
     * @return count x 784 bytes, row by row, 0 = background, 255 = ink
     * @throws IdxFormatException if the file is anything else
     */
    public static byte[] readImages(Path file) throws IOException {
        return read(file, IdxFile::images);
    }

    /**
     * Reads labels.
     *
     * @return one byte from 0 to 9 per image
     * @throws IdxFormatException if the file is anything else
     */
    public static byte[] readLabels(Path file) throws IOException {
        return read(file, IdxFile::labels);
    }

    private interface Reader {
        byte[] read(Path file, InputStream in) throws IOException;
    }

    private static byte[] read(Path file, Reader reader) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            if (!GzipMember.startsAt(channel)) {
                return reader.read(file, new BufferedInputStream(Channels.newInputStream(channel)));
            }
            try (GzipMember member = new GzipMember(channel)) {
                byte[] items = reader.read(file, member.content());
                member.finish();
                return items;
            } catch (ZipException | EOFException damage) {
                throw new IdxFormatException(file, "an undamaged gzip file", damaged(damage));
            }
        }
    }

    private static byte[] images(Path file, InputStream in) throws IOException {
        int count = count(file, in, IMAGES_MAGIC, "images");
        int rows = integer(file, in);
        int columns = integer(file, in);
        if (rows != Strip.SIDE || columns != Strip.SIDE) {
            throw new IdxFormatException(
                    file,
                    "images of 28 x 28 pixels",
                    Integer.toUnsignedString(rows) + " x " + Integer.toUnsignedString(columns));
        }
        return items(file, in, count, DigitSet.PIXELS);
    }

    private static byte[] labels(Path file, InputStream in) throws IOException {
        byte[] labels = items(file, in, count(file, in, LABELS_MAGIC, "labels"), 1);
        for (int i = 0; i < labels.length; i++) {
            int label = Byte.toUnsignedInt(labels[i]);
            if (label > MAX_LABEL) {
                throw new IdxFormatException(file, "labels of 0 to 9", "label " + label + " at position " + i);
            }
        }
        return labels;
    }

    private static int count(Path file, InputStream in, int magic, String what) throws IOException {
        int found = integer(file, in);
        if (found != magic) {
            throw new IdxFormatException(file, "the IDX magic " + hex(magic) + " of " + what, hex(found));
        }
        int count = integer(file, in);
        if (count < 1 || count > MAX_ITEMS) {
            throw new IdxFormatException(
                    file, "1 to " + MAX_ITEMS + " " + what, "a header that says " + Integer.toUnsignedString(count));
        }
        return count;
    }

    private static int integer(Path file, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(Integer.BYTES);
        if (bytes.length < Integer.BYTES) {
            throw new IdxFormatException(file, "a whole IDX header", "an end of the file inside it");
        }
        return ByteBuffer.wrap(bytes).getInt();
    }

    private static byte[] items(Path file, InputStream in, int count, int itemBytes) throws IOException {
        int expected = count * itemBytes;
        byte[] items = in.readNBytes(expected);
        if (items.length < expected) {
            throw new IdxFormatException(file, expected + " bytes after the header", "only " + items.length);
        }
        if (in.read() >= 0) {
            throw new IdxFormatException(file, expected + " bytes after the header", "more");
        }
        return items;
    }

    private static String damaged(IOException damage) {
        String detail = damage.getMessage();
        return detail == null ? "a broken one" : "one with this damage: " + detail;
    }

    private static String hex(int magic) {
        return String.format(Locale.ROOT, "0x%08x", magic);
    }
}
