package io.github.trocr4j;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.StripFinder;
import io.github.trocr4j.image.UnreadableImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Picture files that are read together, so many that reading is fast and so few that the memory is bounded. One that cannot
 * be read becomes a sentence, and the others are read all the same. Whatever goes from files to digits, on the command line
 * or on a cluster, goes through here, and so reads and says the same. For one thread.
 *
 * @param <K> what the caller knows a picture by
 * @param <R> what is read in one
 */
public final class PictureBatch<K, R> {
    /** Large pictures fill a batch sooner. */
    private static final long MOST_PIXELS = 4_000_000;

    private final Function<Picture, Optional<Picture>> strips;
    private final Reader<R> reader;
    private final int most;
    private final List<Pending<K>> pending = new ArrayList<>();
    private long pixels;

    /** Reads pictures; one reading for each, in their order. */
    @FunctionalInterface
    public interface Reader<R> {
        /** Throws what has nothing to do with a single picture. */
        List<R> read(List<Picture> pictures) throws IOException;
    }

    /** Where a picture comes from. */
    @FunctionalInterface
    public interface Source {
        /** Throws UnreadableImageException if the picture is at fault; anything else is no matter of this one alone. */
        Picture picture() throws IOException;
    }

    /**
     * What came of a picture.
     *
     * @param key as it was added
     * @param reading what was read in it, or empty
     * @param problem one sentence that says why nothing was, or empty
     */
    public record Outcome<K, R>(K key, Optional<R> reading, Optional<String> problem) {}

    private record Pending<K>(K key, Picture picture, String problem) {}

    /**
     * An empty batch.
     *
     * @param strips what is to be read of each picture; empty: there is nothing to read
     * @param most the pictures that fill it, at least 1
     */
    public PictureBatch(Function<Picture, Optional<Picture>> strips, Reader<R> reader, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most: expected at least 1, found " + most);
        }
        this.strips = strips;
        this.reader = reader;
        this.most = most;
    }

    /** The row of digits in each picture, found as by {@link StripFinder}; or the whole picture, as it is. */
    public static Function<Picture, Optional<Picture>> strips(int digits, boolean asIs) {
        return asIs ? Optional::of : picture -> StripFinder.find(picture, digits);
    }

    /**
     * Decodes a picture and finds its strip.
     *
     * @param name what a sentence calls it
     */
    public void add(K key, String name, Source source) throws IOException {
        Optional<Picture> strip;
        try {
            strip = strips.apply(source.picture());
        } catch (UnreadableImageException e) {
            addProblem(key, name, e.what());
            return;
        }
        if (strip.isEmpty()) {
            addProblem(key, name, StripFinder.NOTHING + " (with --as-is the whole picture is read)");
            return;
        }
        Picture picture = strip.get();
        pixels += (long) picture.width() * picture.height();
        pending.add(new Pending<>(key, picture, null));
    }

    /** Adds one that cannot be read, with the sentence that says so. */
    public void addProblem(K key, String sentence) {
        pending.add(new Pending<>(key, null, sentence));
    }

    /** Adds one that cannot be read, and what is wrong with it, as the end of a sentence that begins with its name. */
    public void addProblem(K key, String name, String what) {
        addProblem(key, sentence(name, what));
    }

    /** Whether it is time to {@link #read}. */
    public boolean isFull() {
        return pending.size() >= most || pixels >= MOST_PIXELS;
    }

    /** Whether there is nothing to {@link #read}. */
    public boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Reads what was added, and is empty afterwards. One outcome for each, in their order. */
    public List<Outcome<K, R>> read() throws IOException {
        List<Picture> pictures =
                pending.stream().map(Pending::picture).filter(Objects::nonNull).toList();
        Iterator<R> readings = (pictures.isEmpty() ? List.<R>of() : reader.read(pictures)).iterator();
        List<Outcome<K, R>> outcomes = new ArrayList<>(pending.size());
        for (Pending<K> one : pending) {
            outcomes.add(new Outcome<>(
                    one.key(),
                    one.picture() == null ? Optional.empty() : Optional.of(readings.next()),
                    Optional.ofNullable(one.problem())));
        }
        pending.clear();
        pixels = 0;
        return outcomes;
    }

    /** On one line, without what a terminal would take for a command. */
    private static String sentence(String name, String what) {
        return (name + ": " + what + ".")
                .replaceAll("\\s+", " ")
                .replaceAll("\\p{Cc}", "?")
                .strip();
    }
}
