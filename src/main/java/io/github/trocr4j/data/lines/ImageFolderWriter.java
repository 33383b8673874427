package io.github.trocr4j.data.lines;

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
import java.util.function.IntFunction;
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
        write(
                folder,
                count,
                i -> lines.line(first(split) + i).picture(),
                i -> lines.line(first(split) + i).text());
    }

    /**
     * Writes one folder of PNG files and its {@code metadata.csv}.
     *
     * @param folder is created if it does not exist
     * @param picture the picture of a line, for several threads
     * @param text its text
     * @return the lines written, in their order
     */
    public static List<LabelledLine> write(
            Path folder, int count, IntFunction<Picture> picture, IntFunction<String> text) throws IOException {
        Files.createDirectories(folder);
        List<LabelledLine> lines;
        try {
            lines = IntStream.range(0, count)
                    .parallel()
                    .mapToObj(i -> write(folder, i, picture.apply(i), text.apply(i)))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        StringBuilder table = new StringBuilder(
                LineDataReader.Columns.DEFAULT.fileName() + "," + LineDataReader.Columns.DEFAULT.text() + "\n");
        for (LabelledLine line : lines) {
            String quoted = line.text().indexOf(',') < 0 ? line.text() : "\"" + line.text() + "\"";
            table.append(line.file().getFileName()).append(',').append(quoted).append('\n');
        }
        Files.writeString(folder.resolve("metadata.csv"), table, StandardCharsets.UTF_8);
        return lines;
    }

    /** Returns the index of a split's first line; the splits have no line in common. */
    private static long first(Split split) {
        return switch (split) {
            case TRAIN -> 0;
            case VALIDATION -> 1L << 32;
            case TEST -> 2L << 32;
        };
    }

    private static LabelledLine write(Path folder, int index, Picture picture, String text) {
        Path file = folder.resolve(String.format(Locale.ROOT, "%06d.png", index));
        try {
            Files.write(file, png(picture));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new LabelledLine(file, text);
    }

    /** Returns the bytes of a PNG file. */
    public static byte[] png(Picture picture) throws IOException {
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
