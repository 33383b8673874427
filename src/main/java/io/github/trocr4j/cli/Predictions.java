package io.github.trocr4j.cli;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.PictureReadings;
import io.github.trocr4j.PictureReadings.Outcome;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.UnreadableImageException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads picture files in batches and prints their lines, in the order of the files. A picture that fails does not stop
 * the others.
 */
final class Predictions {
    private static final Pattern PICTURE = Pattern.compile(".+\\.(png|jpe?g|bmp|gif)", Pattern.CASE_INSENSITIVE);
    private static final int BATCH_SIZE = 32;

    private Predictions() {}

    /**
     * Reads picture files and the picture files in folders.
     *
     * @return the number of pictures that could not be read
     */
    static int print(List<Path> paths, LineReader reader, PredictionFormat format) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path path : paths) {
            addTo(entries, path);
        }
        PictureReadings<Entry> readings = new PictureReadings<>(entries.iterator(), Entry::picture, reader, BATCH_SIZE);
        int failures = 0;
        while (readings.hasNext()) {
            Outcome<Entry> outcome = readings.next();
            Path file = outcome.key().path();
            if (outcome.problem().isPresent()) {
                String cure = Files.exists(file) ? "" : FileNames.cure(file.toString());
                format.failed(file, outcome.problem().get().getMessage() + cure);
                failures++;
            } else {
                format.read(file, outcome.lines());
            }
            format.flush();
        }
        return failures;
    }

    /** A picture file, or a folder whose pictures cannot be listed. */
    private record Entry(Path path, UnreadableImageException problem) {
        Picture picture() throws IOException {
            if (problem != null) {
                throw problem;
            }
            return PictureFile.read(path);
        }
    }

    private static void addTo(List<Entry> entries, Path path) {
        if (!Files.isDirectory(path)) {
            entries.add(new Entry(path, null));
            return;
        }
        try {
            pictures(path).forEach(file -> entries.add(new Entry(file, null)));
        } catch (UnreadableImageException e) {
            entries.add(new Entry(path, e));
        } catch (IOException e) {
            entries.add(new Entry(path, new UnreadableImageException(path.toString(), Failure.what(e), e)));
        }
    }

    private static List<Path> pictures(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Predictions::isPicture)) {
            entries.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (files.isEmpty()) {
            throw new UnreadableImageException(
                    folder.toString(), "expected PNG, JPEG, BMP or GIF pictures, found none", null);
        }
        files.sort(null);
        return files;
    }

    private static boolean isPicture(Path file) {
        return PICTURE.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file);
    }
}
