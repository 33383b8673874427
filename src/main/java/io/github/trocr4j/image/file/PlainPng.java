package io.github.trocr4j.image.file;

import io.github.trocr4j.image.Picture;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes the most frequent PNG files: gray or RGB samples of 8 bits, not interlaced, no transparent colour (ISO/IEC
 * 15948, clauses 9 and 10). Java's reader decodes all others. By hand because Java's reader loads hundreds of classes
 * first, which takes a seventh of the time until the first digits of a program.
 */
final class PlainPng {
    private static final int GRAY = 0;
    private static final int RGB = 2;

    private final byte[] bytes;
    private final List<PngChunks.Chunk> data;
    private final int width;
    private final int height;
    private final int samples;

    private PlainPng(byte[] bytes, List<PngChunks.Chunk> data, int width, int height, int samples) {
        this.bytes = bytes;
        this.data = data;
        this.width = width;
        this.height = height;
        this.samples = samples;
    }

    /** Returns the picture of a file whose chunks are intact; empty if Java's reader should decode it. */
    static Optional<PlainPng> of(byte[] bytes) {
        List<PngChunks.Chunk> chunks = PngChunks.of(bytes);
        PngChunks.Chunk header = chunks.get(0);
        if (!header.type().equals("IHDR") || header.length() != 13) {
            return Optional.empty();
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes, header.start() + 8, 13);
        int width = fields.getInt();
        int height = fields.getInt();
        byte bits = fields.get();
        byte colours = fields.get();
        boolean plain = bits == 8 && (colours == GRAY || colours == RGB);
        while (fields.position() < header.start() + 8 + 13) {
            plain &= fields.get() == 0; // compression, filters and interlacing
        }
        if (!plain || width < 1 || height < 1) {
            return Optional.empty();
        }
        List<PngChunks.Chunk> data = new ArrayList<>();
        for (PngChunks.Chunk chunk : chunks.subList(1, chunks.size())) {
            switch (chunk.type()) {
                case "IDAT" -> data.add(chunk);
                case "IHDR", "tRNS" -> {
                    return Optional.empty();
                }
                default -> {}
            }
        }
        return Optional.of(new PlainPng(bytes, data, width, height, colours == RGB ? 3 : 1));
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /**
     * Decodes the pixels.
     *
     * @throws DataFormatException if they are damaged; the message is the end of a sentence
     */
    Picture picture() throws DataFormatException {
        byte[][] planes = new byte[samples][Math.multiplyExact(width, height)];
        int length = Math.multiplyExact(samples, width);
        byte[] row = new byte[length];
        byte[] above = new byte[length];
        byte[] filter = new byte[1];
        Inflater inflater = new Inflater();
        try {
            int chunk = 0;
            for (int y = 0; y < height; y++) {
                chunk = inflate(inflater, chunk, filter);
                chunk = inflate(inflater, chunk, row);
                reconstruct(filter[0], row, above, samples);
                for (int channel = 0; channel < samples; channel++) {
                    byte[] plane = planes[channel];
                    for (int x = 0; x < width; x++) {
                        plane[y * width + x] = row[x * samples + channel];
                    }
                }
                byte[] swapped = above;
                above = row;
                row = swapped;
            }
        } finally {
            inflater.end();
        }
        return samples == 1
                ? Picture.gray(planes[0], width, height)
                : Picture.rgb(planes[0], planes[1], planes[2], width, height);
    }

    /** Fills an array; returns the number of chunks taken so far. */
    private int inflate(Inflater inflater, int chunks, byte[] to) throws DataFormatException {
        int taken = chunks;
        int filled = 0;
        while (filled < to.length) {
            int count = inflater.inflate(to, filled, to.length - filled);
            filled += count;
            if (count > 0) {
                continue;
            }
            if (inflater.finished() || inflater.needsDictionary() || taken == data.size()) {
                throw new DataFormatException("its pixels end too early");
            }
            PngChunks.Chunk next = data.get(taken++);
            inflater.setInput(bytes, next.start() + 8, next.length());
        }
        return taken;
    }

    /**
     * Undoes the filter of a row.
     *
     * @param above the row before, reconstructed; zeros before the first
     * @param distance bytes from a sample to that of the pixel at its left
     */
    private static void reconstruct(byte filter, byte[] row, byte[] above, int distance) throws DataFormatException {
        switch (filter) {
            case 0 -> {}
            case 1 -> {
                for (int i = distance; i < row.length; i++) {
                    row[i] += row[i - distance];
                }
            }
            case 2 -> {
                for (int i = 0; i < row.length; i++) {
                    row[i] += above[i];
                }
            }
            case 3 -> {
                for (int i = 0; i < row.length; i++) {
                    int left = i < distance ? 0 : row[i - distance] & 0xff;
                    row[i] += (byte) ((left + (above[i] & 0xff)) >> 1);
                }
            }
            case 4 -> {
                for (int i = 0; i < row.length; i++) {
                    int left = i < distance ? 0 : row[i - distance] & 0xff;
                    int corner = i < distance ? 0 : above[i - distance] & 0xff;
                    row[i] += (byte) paeth(left, above[i] & 0xff, corner);
                }
            }
            default -> throw new DataFormatException("a row has filter " + filter + ", which PNG does not have");
        }
    }

    /** Returns the neighbour that is nearest to left + above - corner. */
    private static int paeth(int left, int above, int corner) {
        int toLeft = Math.abs(above - corner);
        int toAbove = Math.abs(left - corner);
        int toCorner = Math.abs(left + above - 2 * corner);
        if (toLeft <= toAbove && toLeft <= toCorner) {
            return left;
        }
        return toAbove <= toCorner ? above : corner;
    }
}
