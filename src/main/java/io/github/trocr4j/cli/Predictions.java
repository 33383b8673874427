package io.github.trocr4j.cli;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.PictureReadings;
import io.github.trocr4j.PictureReadings.Outcome;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.FilePage;
import io.github.trocr4j.image.file.UnreadableImageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads picture files in batches and prints their lines, in the order of the files. A picture that fails does not stop
 * the others.
 */
final class Predictions {
    private static final int BATCH_SIZE = 32;

    private Predictions() {}

    /**
     * Reads picture files and the picture files in folders.
     *
     * @param err receives what else is in the folders
     * @return the number of pictures that could not be read
     */
    static int print(List<Path> paths, LineReader reader, PredictionFormat format, PrintWriter err) throws IOException {
        PictureReadings<Entry> readings = new PictureReadings<>(
                paths.stream().flatMap(path -> entries(path, err)).iterator(), Entry::picture, reader, BATCH_SIZE);
        int failures = 0;
        while (readings.hasNext()) {
            Outcome<Entry> outcome = readings.next();
            FilePage page = outcome.key().page();
            if (outcome.problem().isPresent()) {
                String cure = Files.exists(page.file())
                        ? ""
                        : FileNames.cure(page.file().toString());
                format.failed(page, outcome.problem().get().getMessage() + cure);
                failures++;
            } else {
                format.read(page, outcome.lines());
            }
            format.flush();
        }
        return failures;
    }

    /** A picture, or a folder whose pictures cannot be listed. */
    private record Entry(FilePage page, UnreadableImageException problem) {
        Picture picture() throws IOException {
            if (problem != null) {
                throw problem;
            }
            return page.picture();
        }

        static Stream<Entry> of(Path file) {
            return FilePage.of(file).stream().map(page -> new Entry(page, null));
        }
    }

    private static Stream<Entry> entries(Path path, PrintWriter err) {
        if (!Files.isDirectory(path)) {
            return Entry.of(path);
        }
        try {
            PictureFolder folder = PictureFolder.of(path);
            if (!folder.others().isEmpty()) {
                err.println("trocr4j: " + FileNames.text(path) + ": " + folder.others() + ".");
                err.flush();
            }
            return folder.pictures().stream().flatMap(Entry::of);
        } catch (UnreadableImageException e) {
            return Stream.of(new Entry(new FilePage(path, 1, 1), e));
        } catch (IOException e) {
            UnreadableImageException problem = new UnreadableImageException(path.toString(), Failure.what(e), e);
            return Stream.of(new Entry(new FilePage(path, 1, 1), problem));
        }
    }
}
