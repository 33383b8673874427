package io.github.trocr4j.spark.read;

import io.github.trocr4j.data.Augmentation;
import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Writes folders of strips as picture files in several styles, some of them damaged in several ways. */
final class StripFiles {
    private static final int LOOKS = 4;
    private static final int DAMAGES = 10;

    private StripFiles() {}

    /** Writes files of which each {@code every}-th is damaged; the names are in order. */
    static List<Path> write(Path folder, DigitSet digits, int count, int every) {
        SequenceDataset strips = new SequenceDataset(digits, Augmentation.NONE, 1);
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> {
                    Path file = folder.resolve(String.format(Locale.ROOT, "strip-%06d.png", i));
                    Strip strip = strips.strip(i / strips.size(), i % strips.size());
                    try {
                        if (i % every == every - 1) {
                            damaged(file, picture(strip, 0, "png"), i / every % DAMAGES);
                        } else {
                            Files.write(file, picture(strip, i % LOOKS, i % 7 == 0 ? "jpg" : "png"));
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return file;
                })
                .toList();
    }

    /** Draws a strip in MNIST's form, at twice the size, on paper with margins, or in blue ink on yellow paper. */
    static byte[] picture(Strip strip, int look, String format) throws IOException {
        BufferedImage plain = new BufferedImage(Strip.WIDTH, Strip.HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        plain.getRaster().setDataElements(0, 0, Strip.WIDTH, Strip.HEIGHT, strip.pixels());
        return switch (look) {
            case 0 -> file(plain, format);
            case 1 -> file(scaled(plain), format);
            case 2 -> file(onPaper(strip, Color.BLACK, Color.WHITE), format);
            default -> file(onPaper(strip, new Color(20, 30, 150), new Color(250, 245, 200)), format);
        };
    }

    private static BufferedImage scaled(BufferedImage image) {
        BufferedImage large =
                new BufferedImage(2 * image.getWidth(), 2 * image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = large.createGraphics();
        graphics.drawImage(image, 0, 0, large.getWidth(), large.getHeight(), null);
        graphics.dispose();
        return large;
    }

    private static BufferedImage onPaper(Strip strip, Color ink, Color paper) {
        int margin = Strip.HEIGHT;
        BufferedImage page = new BufferedImage(
                Strip.WIDTH + 2 * margin, Strip.HEIGHT + 2 * margin, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = page.createGraphics();
        graphics.setColor(paper);
        graphics.fillRect(0, 0, page.getWidth(), page.getHeight());
        graphics.dispose();
        for (int i = 0; i < Strip.WIDTH * Strip.HEIGHT; i++) {
            float part = (strip.pixels()[i] & 0xff) / 255f;
            Color mixed = new Color(
                    Math.round(ink.getRed() * part + paper.getRed() * (1 - part)),
                    Math.round(ink.getGreen() * part + paper.getGreen() * (1 - part)),
                    Math.round(ink.getBlue() * part + paper.getBlue() * (1 - part)));
            page.setRGB(margin + i % Strip.WIDTH, margin + i / Strip.WIDTH, mixed.getRGB());
        }
        return page;
    }

    private static byte[] file(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    private static void damaged(Path file, byte[] png, int kind) throws IOException {
        List<byte[]> contents = new ArrayList<>(List.of(
                new byte[0],
                Arrays.copyOf(png, png.length / 2),
                Arrays.copyOf(png, 20),
                changed(png, png.length / 2), // a wrong checksum
                changed(png, 0),
                withSides(png, 60_000),
                "no picture at all".getBytes(StandardCharsets.UTF_8),
                "<!DOCTYPE html><html><body>404</body></html>".getBytes(StandardCharsets.UTF_8),
                file(paper(), "png"))); // an undamaged blank picture
        if (kind < contents.size()) {
            Files.write(file, contents.get(kind));
            return;
        }
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 32); // a sparse file: 4 GB that take no space on the disk
        }
    }

    private static BufferedImage paper() {
        BufferedImage paper = new BufferedImage(Strip.WIDTH, Strip.HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = paper.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, Strip.WIDTH, Strip.HEIGHT);
        graphics.dispose();
        return paper;
    }

    private static byte[] changed(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        return changed;
    }

    /** Returns a decompression bomb: a few hundred bytes that declare an enormous picture. */
    private static byte[] withSides(byte[] png, int side) {
        byte[] bomb = png.clone();
        ByteBuffer.wrap(bomb).putInt(16, side).putInt(20, side);
        CRC32 crc = new CRC32();
        crc.update(bomb, 12, 17);
        ByteBuffer.wrap(bomb).putInt(29, (int) crc.getValue());
        return bomb;
    }
}
