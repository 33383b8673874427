package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** PNG files of all kinds in the standard (ISO/IEC 15948); without filters unless noted. */
final class PngFiles {
    /** Colour types. */
    static final int GRAY = 0;

    static final int RGB = 2;
    static final int PALETTE = 3;
    static final int GRAY_ALPHA = 4;
    static final int RGB_ALPHA = 6;

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    /** First column, first row, step to the right and step down of each pass. */
    private static final int[][] ADAM7 = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

    private PngFiles() {}

    /** The values of a file: for each band one value of as many bits as the file has. */
    @FunctionalInterface
    interface Samples {
        int at(int pixel, int band);
    }

    /** A file with these chunks between header and pixels. */
    static byte[] of(Picture size, int bits, int type, boolean interlaced, Samples samples, byte[]... chunks) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        byte[] header = ByteBuffer.allocate(13)
                .putInt(size.width())
                .putInt(size.height())
                .put(new byte[] {(byte) bits, (byte) type, 0, 0, (byte) (interlaced ? 1 : 0)})
                .array();
        file.writeBytes(chunk("IHDR", header));
        for (byte[] chunk : chunks) {
            file.writeBytes(chunk);
        }
        file.writeBytes(chunk("IDAT", deflated(rows(size, bits, bands(type), interlaced, samples))));
        file.writeBytes(chunk("IEND", new byte[0]));
        return file.toByteArray();
    }

    /** The gray levels of a picture in this many bits; of 16 the lower eight are noise. */
    static byte[] gray(Picture picture, int bits, boolean interlaced, byte[]... chunks) {
        byte[] gray = picture.gray();
        return of(picture, bits, GRAY, interlaced, (pixel, band) -> inBits(gray[pixel] & 0xff, bits, pixel), chunks);
    }

    /** Red, green and blue; with alpha, opaque ink on transparent paper. */
    static byte[] colour(Picture picture, int bits, boolean alpha, boolean interlaced, byte[]... chunks) {
        byte[] gray = picture.gray();
        byte[][] colours = {picture.plane(0), picture.plane(1), picture.plane(2)};
        return of(
                picture,
                bits,
                alpha ? RGB_ALPHA : RGB,
                interlaced,
                (pixel, band) -> {
                    int value = band < 3 ? colours[band][pixel] & 0xff : 255 - (gray[pixel] & 0xff);
                    return inBits(value, bits, pixel);
                },
                chunks);
    }

    /** Black whose opacity is the darkness of the picture. */
    static byte[] grayAlpha(Picture picture, int bits, boolean interlaced) {
        byte[] gray = picture.gray();
        return of(
                picture,
                bits,
                GRAY_ALPHA,
                interlaced,
                (pixel, band) -> band == 0 ? pixel & 31 : inBits(255 - (gray[pixel] & 0xff), bits, pixel));
    }

    /** Indices of a palette from black to a warm white, with as many colours as the bits allow. */
    static byte[] palette(Picture picture, int bits, boolean interlaced, byte[]... chunks) {
        byte[] gray = picture.gray();
        int colours = 1 << bits;
        byte[] palette = new byte[3 * colours];
        for (int i = 0; i < colours; i++) {
            palette[3 * i] = (byte) (i * 255 / (colours - 1));
            palette[3 * i + 1] = (byte) (i * 250 / (colours - 1));
            palette[3 * i + 2] = (byte) (i * 235 / (colours - 1));
        }
        byte[][] all = new byte[chunks.length + 1][];
        all[0] = chunk("PLTE", palette);
        System.arraycopy(chunks, 0, all, 1, chunks.length);
        return of(picture, bits, PALETTE, interlaced, (pixel, band) -> (gray[pixel] & 0xff) >> (8 - bits), all);
    }

    /**
     * A file of 8-bit samples whose rows have random filters, and whose pixels are in this many chunks, some of them
     * empty.
     */
    static byte[] filtered(Picture picture, boolean colour, int chunks, Random random) {
        int bands = colour ? 3 : 1;
        byte[] gray = picture.gray();
        byte[] plain = rows(
                picture, 8, bands, false, (pixel, band) -> colour ? picture.plane(band)[pixel] : gray[pixel] & 0xff);
        int length = 1 + bands * picture.width();
        byte[] filtered = plain.clone();
        for (int row = 0; row < plain.length; row += length) {
            filtered[row] = (byte) random.nextInt(5);
            for (int i = row + 1; i < row + length; i++) {
                int left = i - bands > row ? plain[i - bands] & 0xff : 0;
                int above = row > 0 ? plain[i - length] & 0xff : 0;
                int corner = row > 0 && i - bands > row ? plain[i - length - bands] & 0xff : 0;
                filtered[i] -= (byte) predicted(filtered[row], left, above, corner);
            }
        }
        byte[] packed = deflated(filtered);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(of(picture, 8, colour ? RGB : GRAY, false, (pixel, band) -> 0), 0, 33);
        int from = 0;
        for (int i = 0; i < chunks; i++) {
            int end = i == chunks - 1 ? packed.length : from + random.nextInt(packed.length - from + 1);
            file.writeBytes(chunk("IDAT", Arrays.copyOfRange(packed, from, end)));
            from = end;
        }
        file.writeBytes(chunk("IEND", new byte[0]));
        return file.toByteArray();
    }

    private static int predicted(byte filter, int left, int above, int corner) {
        int estimate = left + above - corner;
        return switch (filter) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> (left + above) / 2;
            case 4 ->
                IntStream.of(left, above, corner)
                        .boxed()
                        .min(Comparator.comparingInt(each -> Math.abs(estimate - each)))
                        .orElseThrow();
            default -> 0;
        };
    }

    /** A file whose pixels end after the upper rows, with valid checksums. */
    static byte[] ofUpperRows(Picture picture, int rows) {
        byte[] upper = Arrays.copyOf(picture.gray(), rows * picture.width());
        byte[] file = gray(Picture.gray(upper, picture.width(), rows), 8, false);
        return withSize(file, picture.width(), picture.height());
    }

    /** A file of one pixel whose header claims another size. */
    static byte[] claiming(int width, int height) {
        return withSize(gray(Picture.gray(new byte[1], 1, 1), 8, false), width, height);
    }

    private static byte[] withSize(byte[] file, int width, int height) {
        byte[] header = Arrays.copyOfRange(file, 16, 29);
        ByteBuffer.wrap(header).putInt(width).putInt(height);
        System.arraycopy(chunk("IHDR", header), 0, file, 8, 25);
        return file;
    }

    /** A chunk with its checksum. */
    static byte[] chunk(String type, byte[] content) {
        byte[] chunk = ByteBuffer.allocate(content.length + 12)
                .putInt(content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
        CRC32 checksum = new CRC32();
        checksum.update(chunk, 4, content.length + 4);
        ByteBuffer.wrap(chunk).putInt(content.length + 8, (int) checksum.getValue());
        return chunk;
    }

    /** Compresses bytes as in IDAT and in compressed text. */
    static byte[] deflated(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, new Deflater(9))) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static int bands(int type) {
        return switch (type) {
            case RGB -> 3;
            case GRAY_ALPHA -> 2;
            case RGB_ALPHA -> 4;
            default -> 1;
        };
    }

    private static int inBits(int value, int bits, int noise) {
        return bits <= 8 ? value >> (8 - bits) : (value << 8) | ((noise * 37) & 0xff);
    }

    private static byte[] rows(Picture size, int bits, int bands, boolean interlaced, Samples samples) {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (int[] pass : interlaced ? ADAM7 : ONE_PASS) {
            for (int y = pass[1]; y < size.height() && pass[0] < size.width(); y += pass[3]) {
                int columns = (size.width() - pass[0] + pass[2] - 1) / pass[2];
                byte[] row = new byte[1 + (columns * bands * bits + 7) / 8];
                int bit = 8;
                for (int x = pass[0]; x < size.width(); x += pass[2]) {
                    for (int band = 0; band < bands; band++) {
                        int sample = samples.at(y * size.width() + x, band);
                        for (int i = bits - 1; i >= 0; i--, bit++) {
                            row[bit / 8] |= (byte) (((sample >> i) & 1) << (7 - bit % 8));
                        }
                    }
                }
                rows.writeBytes(row);
            }
        }
        return rows.toByteArray();
    }
}
