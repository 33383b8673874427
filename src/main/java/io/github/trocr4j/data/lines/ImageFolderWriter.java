package io.github.trocr4j.data.lines;

import io.github.trocr4j.data.lines.GeneratedLines.Line;
import io.github.trocr4j.data.lines.LineData.Split;
import io.github.trocr4j.image.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes generated lines as HuggingFace's {@code imagefolder} reads them: a folder for each split with PNG files and
 * {@code metadata.csv} (columns {@code file_name} and {@code text}).
 */
public final class ImageFolderWriter {
    private ImageFolderWriter() {}

    /**
     * Writes the splits. The lines of a split are the same however many there are of another; more lines of a split
     * begin with the same ones.
     *
     * @param folder is created if it does not exist
     * @param counts how many lines each split has; none are written of a split that is missing or has 0
     */
    public static void write(GeneratedLines lines, Map<Split, Integer> counts, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Split split : Split.values()) {
            int count = counts.getOrDefault(split, 0);
            if (count > 0) {
                write(lines, split, count, folder.resolve(split.name().toLowerCase(Locale.ROOT)));
            }
        }
    }

    private static void write(GeneratedLines lines, Split split, int count, Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> rows;
        try {
            rows = IntStream.range(0, count)
                    .parallel()
                    .mapToObj(i -> write(lines.line(first(split) + i), i, folder))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        String table = LineDataReader.Columns.DEFAULT.fileName() + "," + LineDataReader.Columns.DEFAULT.text() + "\n"
                + String.join("", rows);
        Files.writeString(folder.resolve("metadata.csv"), table, StandardCharsets.UTF_8);
    }

    /** Returns the index of a split's first line; the splits have no line in common. */
    private static long first(Split split) {
        return switch (split) {
            case TRAIN -> 0;
            case VALIDATION -> 1L << 32;
            case TEST -> 2L << 32;
        };
    }

    /** Writes a picture and returns its row of the table. */
    private static String write(Line line, int index, Path folder) {
        String name = String.format(Locale.ROOT, "%06d.png", index);
        try {
            Files.write(folder.resolve(name), png(line.picture()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return name + "," + (line.text().indexOf(',') < 0 ? line.text() : "\"" + line.text() + "\"") + "\n";
    }

    private static byte[] png(Picture picture) throws IOException {
        int width = picture.width();
        int height = picture.height();
        int[] samples = new int[width * height];
        BufferedImage image = new BufferedImage(
                width, height, picture.isGray() ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int band = 0; band < image.getRaster().getNumBands(); band++) {
            byte[] plane = picture.plane(band);
            for (int i = 0; i < samples.length; i++) {
                samples[i] = plane[i] & 0xff;
            }
            image.getRaster().setSamples(0, 0, width, height, band, samples);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // ImageIO's own stream would go through a temporary file.
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", stream);
        }
        return bytes.toByteArray();
    }
}
