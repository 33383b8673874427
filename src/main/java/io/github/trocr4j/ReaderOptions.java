package io.github.trocr4j;

import java.util.OptionalInt;

/**
 * The options of a {@link DigitReader}.
 *
 * <pre>{@code
 * DigitReader.load(ReaderOptions.DEFAULT.withMinimumConfidence(0.8f).withBatchConcurrentReads(true))
 * }</pre>
 *
 * @param threads the most threads that compute, the caller's included; empty for the process's number, by default one
 *     for each processor. More threads do not help, because all but the caller's belong to the common pool. Ignored on
 *     a GPU
 * @param batchSize the most strips in a batch, which bounds the memory: about 1 MB a strip for the shipped model
 * @param minimumConfidence readings with a lower confidence are {@link Reading#uncertain}; 0 to 1, 0 for none
 * @param batchConcurrentReads whether single strips of several threads are read in batches, by a thread of the reader:
 *     this increases throughput. The confidence of a strip then varies by about 1e-6 with its batch
 */
public record ReaderOptions(OptionalInt threads, int batchSize, float minimumConfidence, boolean batchConcurrentReads) {
    /** All threads, batches of 32 strips, no uncertain readings, each call on its own. */
    public static final ReaderOptions DEFAULT = new ReaderOptions(OptionalInt.empty(), 32, 0, false);

    private static final int MAX = 9_999;

    /** @throws IllegalArgumentException if a number is NaN or out of range */
    public ReaderOptions {
        if (threads.isPresent() && (threads.getAsInt() < 1 || threads.getAsInt() > MAX)) {
            throw new IllegalArgumentException("threads: expected 1 to " + MAX + ", found " + threads.getAsInt());
        }
        if (batchSize < 1 || batchSize > MAX) {
            throw new IllegalArgumentException("batchSize: expected 1 to " + MAX + ", found " + batchSize);
        }
        if (!(minimumConfidence >= 0 && minimumConfidence <= 1)) { // rejects NaN too
            throw new IllegalArgumentException("minimumConfidence: expected 0 to 1, found " + minimumConfidence);
        }
    }

    /** Returns these options with at most this many threads. */
    public ReaderOptions withThreads(int count) {
        return new ReaderOptions(OptionalInt.of(count), batchSize, minimumConfidence, batchConcurrentReads);
    }

    /** Returns these options with this batch size. */
    public ReaderOptions withBatchSize(int strips) {
        return new ReaderOptions(threads, strips, minimumConfidence, batchConcurrentReads);
    }

    /** Returns these options with this minimum confidence. */
    public ReaderOptions withMinimumConfidence(float confidence) {
        return new ReaderOptions(threads, batchSize, confidence, batchConcurrentReads);
    }

    /** Returns these options with or without batches across threads. */
    public ReaderOptions withBatchConcurrentReads(boolean together) {
        return new ReaderOptions(threads, batchSize, minimumConfidence, together);
    }
}
