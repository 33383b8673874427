package io.github.trocr4j.cli;

import io.github.trocr4j.NoDigitsException;
import io.github.trocr4j.PictureReadings;
import io.github.trocr4j.PictureReadings.Outcome;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.UnreadableImageException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads picture files in batches and prints the readings in their order. A picture that fails does not stop the others.
 */
final class Predictions {
    private static final Pattern PICTURE = Pattern.compile(".+\\.(png|jpe?g|bmp|gif)", Pattern.CASE_INSENSITIVE);
    private static final int BATCH_SIZE = 32;

    /** The hint that the command line adds to the message on a picture without digits. */
    static final String READ_AS_IS = " (--as-is reads the whole picture)";

    private Predictions() {}

    /**
     * Reads picture files and the picture files in folders.
     *
     * @param strips the strip to read of each picture
     * @return the number of pictures that could not be read
     */
    static int print(
            List<Path> paths,
            PictureReadings.Source<Path> strips,
            Function<List<Picture>, List<PredictionFormat.Prediction>> reader,
            PredictionFormat format)
            throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path path : paths) {
            addTo(entries, path);
        }
        PictureReadings<Entry, PredictionFormat.Prediction> readings =
                new PictureReadings<>(entries.iterator(), entry -> entry.strip(strips), reader, BATCH_SIZE);
        int failures = 0;
        while (readings.hasNext()) {
            Outcome<Entry, PredictionFormat.Prediction> outcome = readings.next();
            Path file = outcome.key().path();
            if (outcome.reading().isPresent()) {
                format.read(file, outcome.reading().get());
            } else {
                format.failed(file, sentence(outcome.problem().orElseThrow()));
                failures++;
            }
            format.flush();
        }
        return failures;
    }

    /** A picture file, or a folder whose pictures cannot be listed. */
    private record Entry(Path path, UnreadableImageException problem) {
        Picture strip(PictureReadings.Source<Path> strips) throws IOException {
            if (problem != null) {
                throw problem;
            }
            return strips.strip(path);
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

    private static String sentence(UnreadableImageException problem) {
        String sentence = problem.getMessage();
        return problem instanceof NoDigitsException ? sentence.replaceFirst("\\.$", READ_AS_IS + ".") : sentence;
    }
}
