package io.github.trocr4j.cli;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.PictureFile;
import io.github.trocr4j.image.UnreadableImageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads picture files, several at once, and reports them in their order; one that fails does not stop the others. */
final class Predictions {
    private static final Pattern PICTURE = Pattern.compile(".+\\.(png|jpe?g|bmp|gif)", Pattern.CASE_INSENSITIVE);
    private static final int MOST_AT_ONCE = 32;
    private static final long MOST_PIXELS_AT_ONCE = 4_000_000;

    private final Function<Picture, Optional<Picture>> strips;
    private final Prediction.Reader reader;
    private final PredictionFormat format;
    private final List<Pending> pending = new ArrayList<>();
    private long pixels;
    private int failures;

    /** A picture to be read, or why there is none. */
    private record Pending(Path file, Picture picture, String problem) {}

    /** Of what the first makes of each picture (empty: there is nothing to read), the readings. */
    Predictions(Function<Picture, Optional<Picture>> strips, Prediction.Reader reader, PredictionFormat format) {
        this.strips = strips;
        this.reader = reader;
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
            add(new Pending(path, null, Failure.sentence(e)));
            return;
        }
        for (Path file : files) {
            readFile(file);
        }
    }

    /** Reports what has not been reported yet. */
    void finish() throws IOException {
        List<Picture> pictures =
                pending.stream().map(Pending::picture).filter(Objects::nonNull).toList();
        Iterator<Prediction> readings = reader.read(pictures).iterator();
        for (Pending one : pending) {
            if (one.picture() == null) {
                format.failed(one.file(), one.problem());
                failures++;
            } else {
                format.read(one.file(), readings.next());
            }
        }
        format.flush();
        pending.clear();
        pixels = 0;
    }

    /** How many of those reported could not be read. */
    int failures() {
        return failures;
    }

    private void readFile(Path file) throws IOException {
        try {
            Optional<Picture> strip = strips.apply(PictureFile.read(file));
            if (strip.isEmpty()) {
                add(new Pending(
                        file,
                        null,
                        Failure.shown(
                                file + ": expected digits, but nothing stands out from the paper (with --as-is the"
                                        + " whole picture is read).")));
                return;
            }
            Picture picture = strip.get();
            pixels += (long) picture.width() * picture.height();
            add(new Pending(file, picture, null));
        } catch (UnreadableImageException e) {
            add(new Pending(file, null, Failure.sentence(e)));
        }
    }

    private void add(Pending one) throws IOException {
        pending.add(one);
        if (pending.size() == MOST_AT_ONCE || pixels >= MOST_PIXELS_AT_ONCE) {
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
