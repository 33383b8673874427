package io.github.trocr4j;

import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The options of a {@link LineReader}.
 *
 * <pre>{@code
 * LineReader.load(ReaderOptions.DEFAULT.withLength(5, 5).withBatchConcurrentReads(true))
 * }</pre>
 *
 * @param threads the most threads that compute, the caller's included; empty for the process's number, by default one
 *     for each processor. More threads do not help, because all but the caller's belong to the common pool. Ignored on
 *     a GPU
 * @param batchSize the most lines in a batch, which bounds the memory
 * @param minimumConfidence readings with a lower confidence are {@link Reading#uncertain}; 0 to 1, 0 for none; empty
 *     for the model's own
 * @param length the number of characters of each line, if it is known
 * @param findRows whether to find rows of writing in a picture, or to take the picture as one line; empty for what the
 *     model is made for
 * @param batchConcurrentReads whether single lines of several threads are read in batches, by a thread of the reader:
 *     this increases throughput. The confidence of a line then varies by about 1e-6 with its batch
 * @param engine what computes
 */
public record ReaderOptions(
        OptionalInt threads,
        int batchSize,
        Optional<Float> minimumConfidence,
        Optional<Length> length,
        Optional<Boolean> findRows,
        boolean batchConcurrentReads,
        Engine engine) {
    /** All threads, batches of 32 lines, the model's own settings, lines of any length, each call on its own. */
    public static final ReaderOptions DEFAULT = new ReaderOptions(
            OptionalInt.empty(), 32, Optional.empty(), Optional.empty(), Optional.empty(), false, Engine.AUTO);

    private static final int MAX = 9_999;

    /** What computes a model. Both engines read the same; probabilities differ by about 1e-6. */
    public enum Engine {
        /** {@link #JAVA} for small models, or if ND4J is not there; otherwise {@link #ND4J}. */
        AUTO,
        /** Plain Java: no native libraries, reads the first line in less than half of the time, uses less memory. */
        JAVA,
        /** ND4J: faster for large models and on a graphics card. It must be on the class path. */
        ND4J
    }

    /**
     * A number of characters.
     *
     * @param min the least, 1 or more
     * @param max the most
     */
    public record Length(int min, int max) implements Serializable {
        /** @throws IllegalArgumentException if there is no such number */
        public Length {
            if (min < 1 || max < min) {
                throw new IllegalArgumentException(
                        "expected a least length of 1 or more and a greatest of at least that, found " + min + " to "
                                + max);
            }
        }

        @Override
        public String toString() {
            return min == max ? Integer.toString(min) : min + " to " + max;
        }
    }

    /** @throws IllegalArgumentException if a number is NaN or out of range */
    public ReaderOptions {
        if (threads.isPresent() && (threads.getAsInt() < 1 || threads.getAsInt() > MAX)) {
            throw new IllegalArgumentException("threads: expected 1 to " + MAX + ", found " + threads.getAsInt());
        }
        if (batchSize < 1 || batchSize > MAX) {
            throw new IllegalArgumentException("batchSize: expected 1 to " + MAX + ", found " + batchSize);
        }
        if (minimumConfidence.isPresent() && !(minimumConfidence.get() >= 0 && minimumConfidence.get() <= 1)) {
            throw new IllegalArgumentException("minimumConfidence: expected 0 to 1, found " + minimumConfidence.get());
        }
    }

    /** Returns these options with at most this many threads. */
    public ReaderOptions withThreads(int count) {
        return new ReaderOptions(
                OptionalInt.of(count), batchSize, minimumConfidence, length, findRows, batchConcurrentReads, engine);
    }

    /** Returns these options with this batch size. */
    public ReaderOptions withBatchSize(int lines) {
        return new ReaderOptions(threads, lines, minimumConfidence, length, findRows, batchConcurrentReads, engine);
    }

    /** Returns these options with this minimum confidence. */
    public ReaderOptions withMinimumConfidence(float confidence) {
        return new ReaderOptions(
                threads, batchSize, Optional.of(confidence), length, findRows, batchConcurrentReads, engine);
    }

    /** Returns these options for lines of {@code min} to {@code max} characters, both included. */
    public ReaderOptions withLength(int min, int max) {
        return new ReaderOptions(
                threads,
                batchSize,
                minimumConfidence,
                Optional.of(new Length(min, max)),
                findRows,
                batchConcurrentReads,
                engine);
    }

    /** Returns these options with or without finding rows. */
    public ReaderOptions withFindRows(boolean find) {
        return new ReaderOptions(
                threads, batchSize, minimumConfidence, length, Optional.of(find), batchConcurrentReads, engine);
    }

    /** Returns these options with or without batches across threads. */
    public ReaderOptions withBatchConcurrentReads(boolean together) {
        return new ReaderOptions(threads, batchSize, minimumConfidence, length, findRows, together, engine);
    }

    /** Returns these options with another engine. */
    public ReaderOptions withEngine(Engine other) {
        return new ReaderOptions(threads, batchSize, minimumConfidence, length, findRows, batchConcurrentReads, other);
    }
}
