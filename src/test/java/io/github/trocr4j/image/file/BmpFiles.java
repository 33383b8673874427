package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** BMP files of the kinds written since OS/2, bottom row first unless stated otherwise. */
final class BmpFiles {
    private static final int RUNS_OF_8_BITS = 1;
    private static final int RUNS_OF_4_BITS = 2;
    private static final int MASKS = 3;

    private BmpFiles() {}

    /** Gray levels as indices of 1, 4 or 8 bits. */
    static byte[] indexed(Picture picture, int bits) {
        return file(picture.width(), picture.height(), bits, 0, new int[0], 1 << bits, rows(picture, bits));
    }

    /** Indices with the header of OS/2, whose palette has three bytes per colour. */
    static byte[] os2(Picture picture) {
        ByteBuffer head = ByteBuffer.allocate(12 + 3 * 256).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(12).putShort((short) picture.width()).putShort((short) picture.height());
        head.putShort((short) 1).putShort((short) 8);
        for (int i = 0; i < 256; i++) {
            // The green of the second colour is where later headers have their compression.
            head.put((byte) i).put((byte) (i == 1 ? 4 : i)).put((byte) i);
        }
        return file(head.array(), rows(picture, 8));
    }

    /** Run-length encoded indices of 8 or 4 bits; every other row is uncompressed. */
    static byte[] runs(Picture picture, int bits) {
        ByteArrayOutputStream runs = new ByteArrayOutputStream();
        for (int y = picture.height() - 1; y >= 0; y--) {
            int[] row = indices(picture, y, bits);
            for (int x = 0; x < row.length; ) {
                int length = y % 2 == 0 ? run(row, x) : Math.min(200, row.length - x);
                if (y % 2 == 0 || length < 3) {
                    length = run(row, x);
                    runs.write(length);
                    runs.write(bits == 8 ? row[x] : (row[x] << 4) | row[x]);
                } else {
                    literal(runs, row, x, length, bits);
                }
                x += length;
            }
            runs.write(0);
            runs.write(y == 0 ? 1 : 0);
        }
        int compression = bits == 8 ? RUNS_OF_8_BITS : RUNS_OF_4_BITS;
        return file(picture.width(), picture.height(), bits, compression, new int[0], 1 << bits, runs.toByteArray());
    }

    /** Blue, green, red and, with 32 bits, an unused byte. */
    static byte[] colour(Picture picture, int bits, boolean topDown) {
        int height = topDown ? -picture.height() : picture.height();
        return file(picture.width(), height, bits, 0, new int[0], 0, pixels(picture, bits, topDown, new int[0]));
    }

    /** 16 or 32 bits with masks for red, green, blue and optionally alpha, in a header of Windows 4. */
    static byte[] masked(Picture picture, int bits, int... masks) {
        return file(picture.width(), picture.height(), bits, MASKS, masks, 0, pixels(picture, bits, false, masks));
    }

    /**
     * Replaces the header by that of Windows 5 with an invalid embedded colour profile, with the number that Java's
     * reader uses.
     */
    static byte[] withProfile(byte[] file) {
        ByteBuffer head = ByteBuffer.allocate(124).order(ByteOrder.LITTLE_ENDIAN);
        head.put(file, 14, 108).putInt(0, 124).putInt(56, 4).putInt(112, 124).putInt(116, 200);
        return file(head.array(), Arrays.copyOfRange(file, 14 + 108, file.length));
    }

    /** A file of one pixel whose header claims another size. */
    static byte[] claiming(int width, int height) {
        byte[] file = indexed(Picture.gray(new byte[1], 1, 1), 8);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(18, width).putInt(22, height);
        return file;
    }

    /** A header that announces an embedded JPEG file. */
    static byte[] aroundAJpeg() {
        return file(1, 1, 0, 4, new int[0], 0, new byte[] {(byte) 0xff, (byte) 0xd8});
    }

    private static byte[] file(
            int width, int height, int bits, int compression, int[] masks, int colours, byte[] content) {
        int size = masks.length == 0 ? 40 : 108;
        ByteBuffer head = ByteBuffer.allocate(size + 4 * colours).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(size).putInt(width).putInt(height).putShort((short) 1).putShort((short) bits);
        head.putInt(compression)
                .putInt(content.length)
                .putInt(2835)
                .putInt(2835)
                .putInt(colours)
                .putInt(0);
        for (int mask : masks) {
            head.putInt(mask);
        }
        head.position(size);
        for (int i = 0; i < colours; i++) {
            int gray = i * 255 / (colours - 1);
            head.put((byte) gray).put((byte) gray).put((byte) gray).put((byte) 0);
        }
        return file(head.array(), content);
    }

    private static byte[] file(byte[] head, byte[] content) {
        return ByteBuffer.allocate(14 + head.length + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 'B')
                .put((byte) 'M')
                .putInt(14 + head.length + content.length)
                .putInt(0)
                .putInt(14 + head.length)
                .put(head)
                .put(content)
                .array();
    }

    private static int[] indices(Picture picture, int y, int bits) {
        int[] row = new int[picture.width()];
        byte[] gray = picture.gray();
        for (int x = 0; x < row.length; x++) {
            row[x] = (gray[y * row.length + x] & 0xff) >> (8 - bits);
        }
        return row;
    }

    /** Rows of indices, padded to four bytes. */
    private static byte[] rows(Picture picture, int bits) {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (int y = picture.height() - 1; y >= 0; y--) {
            byte[] row = new byte[(picture.width() * bits + 31) / 32 * 4];
            int[] indices = indices(picture, y, bits);
            for (int x = 0; x < indices.length; x++) {
                row[x * bits / 8] |= (byte) (indices[x] << (8 - bits - x * bits % 8));
            }
            rows.writeBytes(row);
        }
        return rows.toByteArray();
    }

    private static int run(int[] row, int from) {
        int to = from + 1;
        while (to < row.length && row[to] == row[from] && to - from < 255) {
            to++;
        }
        return to - from;
    }

    private static void literal(ByteArrayOutputStream runs, int[] row, int from, int length, int bits) {
        runs.write(0);
        runs.write(length);
        int bytes = bits == 8 ? length : (length + 1) / 2;
        for (int i = 0; i < bytes; i++) {
            int right = from + 2 * i + 1 < from + length ? row[Math.min(row.length - 1, from + 2 * i + 1)] : 0;
            runs.write(bits == 8 ? row[from + i] : (row[from + 2 * i] << 4) | right);
        }
        if (bytes % 2 == 1) {
            runs.write(0);
        }
    }

    /** Without masks, uses those of 555 and 888. Alpha is the darkness of the picture. */
    private static byte[] pixels(Picture picture, int bits, boolean topDown, int[] given) {
        int[] masks = given.length > 0
                ? given
                : bits == 16 ? new int[] {0x7c00, 0x3e0, 0x1f} : new int[] {0xff0000, 0xff00, 0xff};
        byte[] gray = picture.gray();
        byte[][] colours = {picture.plane(0), picture.plane(1), picture.plane(2)};
        int rowBytes = (picture.width() * bits + 31) / 32 * 4;
        byte[] out = new byte[rowBytes * picture.height()];
        for (int i = 0; i < gray.length; i++) {
            int y = i / picture.width();
            int at = (topDown ? y : picture.height() - 1 - y) * rowBytes + i % picture.width() * bits / 8;
            int pixel = 0;
            for (int band = 0; band < masks.length; band++) {
                int value = band < 3 ? colours[band][i] & 0xff : 255 - (gray[i] & 0xff);
                int width = Integer.bitCount(masks[band]);
                pixel |= value >> (8 - width) << Integer.numberOfTrailingZeros(masks[band]);
            }
            for (int b = 0; b < bits / 8; b++) {
                out[at + b] = (byte) (pixel >> (8 * b));
            }
        }
        return out;
    }
}
