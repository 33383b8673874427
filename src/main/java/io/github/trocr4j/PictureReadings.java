package io.github.trocr4j;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.UnreadableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;

/**
 * Reads any number of pictures lazily, in their order, in batches of bounded memory. A picture that cannot be read
 * yields a problem, and reading continues with the next one. Not thread-safe.
 *
 * @param <K> the key of a picture, such as its path
 * @param <R> the reading of a picture
 */
public final class PictureReadings<K, R> implements Iterator<PictureReadings.Outcome<K, R>> {
    /** The strips of a batch have about this many pixels at most. */
    private static final long MAX_PIXELS = 4_000_000;

    private final Iterator<K> keys;
    private final Source<K> source;
    private final Function<List<Picture>, List<R>> reader;
    private final int most;
    private final Queue<Outcome<K, R>> ready = new ArrayDeque<>();

    /** Supplies the strips. */
    @FunctionalInterface
    public interface Source<K> {
        /**
         * Returns the strip to read for a picture.
         *
         * @throws UnreadableImageException if this picture cannot be read; reading continues with the next one
         * @throws IOException if anything else fails, such as the network; this ends the iteration
         */
        Picture strip(K key) throws IOException;
    }

    /**
     * The outcome for a picture: a reading or a problem.
     *
     * @param key the key of the picture
     * @param reading the reading, if there is one
     * @param problem why there is no reading; its message is one sentence
     */
    public record Outcome<K, R>(K key, Optional<R> reading, Optional<UnreadableImageException> problem) {
        /** Returns the reading, or throws the problem if there is none. */
        public R orThrow() throws UnreadableImageException {
            if (problem.isPresent()) {
                throw problem.get();
            }
            return reading.orElseThrow();
        }
    }

    /**
     * Creates an iterator over the readings of these pictures.
     *
     * @param reader returns one reading for each strip, in their order
     * @param most the most pictures in a batch, at least 1
     */
    public PictureReadings(Iterator<K> keys, Source<K> source, Function<List<Picture>, List<R>> reader, int most) {
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
    public Outcome<K, R> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (ready.isEmpty()) {
            readSome();
        }
        return ready.remove();
    }

    private void readSome() {
        List<Outcome<K, R>> taken = new ArrayList<>();
        List<Picture> strips = new ArrayList<>();
        long pixels = 0;
        while (keys.hasNext() && taken.size() < most && pixels < MAX_PIXELS) {
            K key = keys.next();
            Optional<UnreadableImageException> problem = Optional.empty();
            try {
                Picture strip = source.strip(key);
                strips.add(strip);
                pixels += (long) strip.width() * strip.height();
            } catch (UnreadableImageException e) {
                problem = Optional.of(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
            taken.add(new Outcome<>(key, Optional.empty(), problem));
        }
        Iterator<R> readings = (strips.isEmpty() ? List.<R>of() : reader.apply(strips)).iterator();
        for (Outcome<K, R> one : taken) {
            ready.add(
                    one.problem().isPresent()
                            ? one
                            : new Outcome<>(one.key(), Optional.of(readings.next()), one.problem()));
        }
    }
}
