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
 * Readings of any number of pictures, in their order. Pictures are taken when their reading is asked for, as many at once
 * as are read fast in bounded memory; one that cannot be read becomes a sentence, and the others are read all the same.
 * For one thread.
 *
 * @param <K> what the caller knows a picture by, such as its path
 * @param <R> what is read in one
 */
public final class PictureReadings<K, R> implements Iterator<PictureReadings.Outcome<K, R>> {
    /** Large pictures fill a batch sooner. */
    private static final long MOST_PIXELS = 4_000_000;

    private final Iterator<K> keys;
    private final Source<K> source;
    private final Function<List<Picture>, List<R>> reader;
    private final int most;
    private final Queue<Outcome<K, R>> ready = new ArrayDeque<>();

    /** Where the strips come from. */
    @FunctionalInterface
    public interface Source<K> {
        /**
         * What is to be read of a picture.
         *
         * @throws UnreadableImageException if the picture is at fault, and only it cannot be read
         * @throws IOException if something else is, such as a network: it ends the whole
         */
        Picture strip(K key) throws IOException;
    }

    /**
     * What came of a picture: a reading or a problem.
     *
     * @param key of the picture
     * @param reading what was read in it
     * @param problem why nothing was; its message is one sentence
     */
    public record Outcome<K, R>(K key, Optional<R> reading, Optional<UnreadableImageException> problem) {
        /** The reading; throws the problem if there is none. */
        public R orThrow() throws UnreadableImageException {
            if (problem.isPresent()) {
                throw problem.get();
            }
            return reading.orElseThrow();
        }
    }

    /**
     * Readings of these pictures.
     *
     * @param reader one reading for each strip, in their order
     * @param most pictures to take at once, at least 1
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

    /** Throws UncheckedIOException if something else than a picture is at fault; see {@link Source}. */
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
        while (keys.hasNext() && taken.size() < most && pixels < MOST_PIXELS) {
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
