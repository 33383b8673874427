package io.github.trocr4j.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Small valid IDX files, which tests may damage. */
public final class IdxFiles {
    private IdxFiles() {}

    /** Returns images of one gray level each: 0, 1, 2 and so on. */
    static byte[] images(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + count * 784);
        bytes.putInt(0x803).putInt(count).putInt(28).putInt(28);
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < 784; p++) {
                bytes.put((byte) i);
            }
        }
        return bytes.array();
    }

    /** Returns labels 0 to 9, repeated. */
    static byte[] labels(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + count);
        bytes.putInt(0x801).putInt(count);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) (i % 10));
        }
        return bytes.array();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes four files in MNIST's format with these numbers of digits. */
    public static void directory(Path directory, int train, int test) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve("train-images-idx3-ubyte.gz"), gzip(images(train)));
        Files.write(directory.resolve("train-labels-idx1-ubyte.gz"), gzip(labels(train)));
        Files.write(directory.resolve("t10k-images-idx3-ubyte.gz"), gzip(images(test)));
        Files.write(directory.resolve("t10k-labels-idx1-ubyte.gz"), gzip(labels(test)));
    }

    /** Returns a set of {@link #images} and {@link #labels}. */
    static DigitSet digits(int count) {
        byte[] images = new byte[count * 784];
        System.arraycopy(images(count), 16, images, 0, images.length);
        byte[] labels = new byte[count];
        System.arraycopy(labels(count), 8, labels, 0, count);
        return new DigitSet(images, labels);
    }
}
