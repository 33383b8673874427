package io.github.trocr4j;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.UnreadableImageException;
import io.github.trocr4j.image.row.WritingRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;

/**
 * Reads any number of pictures lazily, in their order, in batches of bounded memory. A picture that cannot be read
 * yields a problem, and reading continues with the next one. Not thread-safe.
 *
 * @param <K> the key of a picture, such as its path
 */
public final class PictureReadings<K> implements Iterator<PictureReadings.Outcome<K>> {
    /** The rows of a batch have about this many pixels at most. */
    private static final long MAX_PIXELS = 4_000_000;

    private final Iterator<K> keys;
    private final Source<K> source;
    private final LineReader reader;
    private final int most;
    private final Queue<Outcome<K>> ready = new ArrayDeque<>();

    /** Supplies the pictures. */
    @FunctionalInterface
    public interface Source<K> {
        /**
         * Returns a picture.
         *
         * @throws UnreadableImageException if this picture cannot be read; reading continues with the next one
         * @throws IOException if anything else fails, such as the network; this ends the iteration
         */
        Picture picture(K key) throws IOException;
    }

    /**
     * The outcome for a picture: its lines or a problem.
     *
     * @param key the key of the picture
     * @param lines the lines from top to bottom; none if the picture shows none, or could not be read
     * @param problem why the picture could not be read; its message is one sentence
     */
    public record Outcome<K>(K key, List<Line> lines, Optional<UnreadableImageException> problem) {
        /** Copies the list. */
        public Outcome {
            lines = List.copyOf(lines);
        }

        /** Returns the lines, or throws the problem if there is one. */
        public List<Line> orThrow() throws UnreadableImageException {
            if (problem.isPresent()) {
                throw problem.get();
            }
            return lines;
        }
    }

    private record Found<K>(K key, List<WritingRow> rows, Optional<UnreadableImageException> problem) {}

    /**
     * Creates an iterator over the readings of these pictures.
     *
     * @param most the most pictures in a batch, at least 1
     */
    public PictureReadings(Iterator<K> keys, Source<K> source, LineReader reader, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most: expected at least 1, found " + most);
        }
        this.keys = keys;
        this.source = source;
        this.reader = reader;
        this.most = most;
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || keys.hasNext();
    }

    /**
     * Returns the next outcome.
     *
     * @throws UncheckedIOException if the source fails other than by an unreadable picture; see {@link Source}
     */
    @Override
    public Outcome<K> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (ready.isEmpty()) {
            readSome();
        }
        return ready.remove();
    }

    private void readSome() {
        List<Found<K>> taken = new ArrayList<>();
        List<WritingRow> rows = new ArrayList<>();
        long pixels = 0;
        while (keys.hasNext() && taken.size() < most && pixels < MAX_PIXELS) {
            Found<K> found = find(keys.next());
            taken.add(found);
            rows.addAll(found.rows());
            for (WritingRow row : found.rows()) {
                pixels += (long) row.crop().width() * row.crop().height();
            }
        }
        Iterator<Reading> readings =
                reader.readFound(rows.stream().map(WritingRow::crop).toList()).iterator();
        for (Found<K> one : taken) {
            List<Reading> own = new ArrayList<>();
            one.rows().forEach(row -> own.add(readings.next()));
            ready.add(new Outcome<>(one.key(), reader.lines(one.rows(), own), one.problem()));
        }
    }

    private Found<K> find(K key) {
        try {
            return new Found<>(key, reader.findRows(source.picture(key)), Optional.empty());
        } catch (UnreadableImageException e) {
            return new Found<>(key, List.of(), Optional.of(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
