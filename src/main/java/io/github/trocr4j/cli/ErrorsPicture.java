package io.github.trocr4j.cli;

import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.eval.ReadingSelection;
import io.github.trocr4j.report.PicturedReading;
import io.github.trocr4j.report.ReadingsPicture;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The file that {@code evaluate --errors} writes: the errors the model was surest of. */
final class ErrorsPicture {
    private static final int MOST = 24;

    private ErrorsPicture() {}

    /** Finds out before a long evaluation that its picture would have no place. */
    static void prepare(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "expected the name of a PNG file, found a folder");
        }
    }

    /**
     * Writes it, or replaces it.
     *
     * @return false if there are no errors, so no picture either; one that lies there is removed
     */
    static boolean write(Path file, String source, List<Strip> strips, List<ReadStrip> readings) throws IOException {
        List<PicturedReading> worst = ReadingSelection.worst(readings, MOST).stream()
                .map(i -> new PicturedReading(strips.get(i).pixels(), Strip.WIDTH, Strip.HEIGHT, readings.get(i)))
                .toList();
        if (worst.isEmpty()) {
            Files.deleteIfExists(file);
            return false;
        }
        long exact = readings.stream().filter(ReadStrip::isExact).count();
        String title = String.format(
                Locale.ROOT, "%,d of %,d strips read exactly; the worst errors; %s", exact, readings.size(), source);
        Files.write(file, ReadingsPicture.png(title, worst));
        return true;
    }
}
