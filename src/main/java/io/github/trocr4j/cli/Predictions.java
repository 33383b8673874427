package io.github.trocr4j.cli;

import io.github.trocr4j.PictureBatch;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.PictureFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads picture files, several at once, and reports them in their order; one that fails does not stop the others. */
final class Predictions {
    private static final Pattern PICTURE = Pattern.compile(".+\\.(png|jpe?g|bmp|gif)", Pattern.CASE_INSENSITIVE);
    private static final int MOST_AT_ONCE = 32;

    private final PictureBatch<Path, Prediction> batch;
    private final PredictionFormat format;
    private int failures;

    /** Of what the first makes of each picture (empty: there is nothing to read), the readings. */
    Predictions(
            Function<Picture, Optional<Picture>> strips,
            PictureBatch.Reader<Prediction> reader,
            PredictionFormat format) {
        this.batch = new PictureBatch<>(strips, reader, MOST_AT_ONCE);
        this.format = format;
    }

    /** Reads a picture, or the pictures in a folder. */
    void read(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            readFile(path);
            return;
        }
        List<Path> files;
        try {
            files = pictures(path);
        } catch (IOException e) {
            batch.addProblem(path, Failure.sentence(e));
            finishIfFull();
            return;
        }
        for (Path file : files) {
            readFile(file);
        }
    }

    /** Reports what has not been reported yet. */
    void finish() throws IOException {
        for (PictureBatch.Outcome<Path, Prediction> one : batch.read()) {
            if (one.reading().isPresent()) {
                format.read(one.key(), one.reading().get());
            } else {
                format.failed(one.key(), one.problem().orElseThrow());
                failures++;
            }
        }
        format.flush();
    }

    /** How many of those reported could not be read. */
    int failures() {
        return failures;
    }

    private void readFile(Path file) throws IOException {
        batch.add(file, file.toString(), () -> PictureFile.read(file));
        finishIfFull();
    }

    private void finishIfFull() throws IOException {
        if (batch.isFull()) {
            finish();
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
            throw new FileNotFoundException(folder + ": expected PNG, JPEG, BMP or GIF pictures, found none.");
        }
        files.sort(null);
        return files;
    }

    private static boolean isPicture(Path file) {
        return PICTURE.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file);
    }
}
