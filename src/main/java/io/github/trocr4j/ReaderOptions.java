package io.github.trocr4j;

import java.util.OptionalInt;

/**
 * How a {@link DigitReader} works.
 *
 * <pre>{@code
 * DigitReader.load(ReaderOptions.USUAL.withMinimumConfidence(0.8f).withConcurrentReadsTogether(true))
 * }</pre>
 *
 * @param threads that compute at most, the caller's included; empty: as many as the process computes with, by default one for
 *     each processor. More than that never help, since the others are those of the common pool. A graphics card takes no
 *     notice
 * @param batchSize the most strips that are computed at once, which bounds the memory: about 1 MB each for the model that
 *     comes with the library
 * @param minimumConfidence readings below it are {@link Reading#uncertain}, 0 to 1; 0: none is
 * @param concurrentReadsTogether whether strips that several threads ask for one by one are read together: more of them in a
 *     second, for a thread of the reader's own. The confidence of a strip then depends on its company by some 1e-6
 */
public record ReaderOptions(
        OptionalInt threads, int batchSize, float minimumConfidence, boolean concurrentReadsTogether) {
    /** All threads, 32 strips at once, no reading uncertain, each call for itself. */
    public static final ReaderOptions USUAL = new ReaderOptions(OptionalInt.empty(), 32, 0, false);

    private static final int MOST = 9_999;

    /** @throws IllegalArgumentException if a number is not in its range, or no number */
    public ReaderOptions {
        if (threads.isPresent() && (threads.getAsInt() < 1 || threads.getAsInt() > MOST)) {
            throw new IllegalArgumentException("threads: expected 1 to " + MOST + ", found " + threads.getAsInt());
        }
        if (batchSize < 1 || batchSize > MOST) {
            throw new IllegalArgumentException("batchSize: expected 1 to " + MOST + ", found " + batchSize);
        }
        if (!(minimumConfidence >= 0 && minimumConfidence <= 1)) { // this way round NaN is refused, too
            throw new IllegalArgumentException("minimumConfidence: expected 0 to 1, found " + minimumConfidence);
        }
    }

    /** With so many threads at most. */
    public ReaderOptions withThreads(int count) {
        return new ReaderOptions(OptionalInt.of(count), batchSize, minimumConfidence, concurrentReadsTogether);
    }

    /** With so many strips at once at most. */
    public ReaderOptions withBatchSize(int strips) {
        return new ReaderOptions(threads, strips, minimumConfidence, concurrentReadsTogether);
    }

    /** With readings below this marked. */
    public ReaderOptions withMinimumConfidence(float confidence) {
        return new ReaderOptions(threads, batchSize, confidence, concurrentReadsTogether);
    }

    /** With strips of several threads read together, or not. */
    public ReaderOptions withConcurrentReadsTogether(boolean together) {
        return new ReaderOptions(threads, batchSize, minimumConfidence, together);
    }
}
