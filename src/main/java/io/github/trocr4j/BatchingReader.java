package io.github.trocr4j;

import io.github.trocr4j.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Combines the single pictures of many threads into batches. Pictures that arrive while one batch is read form the next
 * one, whose size is a power of two. No call waits for others to arrive, so a single picture takes no longer than
 * without batching.
 *
 * <p>If a batch fails, its pictures are read again one by one, so that only the failing picture fails.
 */
public final class BatchingReader implements AutoCloseable {
    private static final String CLOSED = "This BatchingReader is closed.";
    private static final Pending END = new Pending(null, new CompletableFuture<>());

    private final Function<List<Picture>, List<Reading>> reader;
    private final int maxBatchSize;
    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final LongAdder batches = new LongAdder();
    private final Thread worker = new Thread(this::work, "trocr4j-reader");
    private boolean closed;

    private record Pending(Picture picture, CompletableFuture<Reading> reading) {}

    /**
     * Creates a reader and starts its thread.
     *
     * @param reader returns one reading for each picture, in their order; called on one thread only
     * @param maxBatchSize the largest batch; rounded down to a power of two
     */
    public BatchingReader(Function<List<Picture>, List<Reading>> reader, int maxBatchSize) {
        this.reader = reader;
        this.maxBatchSize = maxBatchSize;
        worker.setDaemon(true);
        worker.start();
    }

    /**
     * Reads pictures, possibly in batches with others; blocks until all are read. The callers bound the number of
     * pictures that wait.
     *
     * @return one reading for each, in their order
     * @throws IllegalStateException if this reader is closed
     */
    public List<Reading> read(List<Picture> pictures) {
        List<Pending> pending = pictures.stream()
                .map(picture -> new Pending(picture, new CompletableFuture<>()))
                .toList();
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException(CLOSED);
            }
            queue.addAll(pending);
        }
        try {
            return pending.stream().map(one -> one.reading().join()).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Returns the number of batches read so far. */
    public long batches() {
        return batches.sum();
    }

    private void work() {
        List<Pending> together = new ArrayList<>(maxBatchSize);
        boolean more = true;
        while (more) {
            together.clear();
            try {
                together.add(queue.take());
            } catch (InterruptedException e) {
                continue; // only close() ends this thread
            }
            // A model keeps memory for each batch size that it has seen; powers of two limit that to 6 sizes instead of
            // 32.
            int size = Integer.highestOneBit(Math.min(1 + queue.size(), maxBatchSize));
            queue.drainTo(together, size - 1);
            more = !together.remove(END); // END is always last
            if (!together.isEmpty()) {
                readBatch(together);
            }
        }
    }

    private void readBatch(List<Pending> together) {
        List<Reading> readings;
        try {
            batches.increment();
            readings = reader.apply(together.stream().map(Pending::picture).toList());
            if (readings.size() != together.size()) {
                throw new IllegalStateException("expected " + together.size() + " readings, found " + readings.size());
            }
        } catch (Throwable e) { // callers wait for the outcome, and this thread must survive
            if (together.size() == 1) {
                together.get(0).reading().completeExceptionally(e);
            } else {
                together.forEach(one -> readBatch(List.of(one)));
            }
            return;
        }
        for (int i = 0; i < together.size(); i++) {
            together.get(i).reading().complete(readings.get(i));
        }
    }

    /** Closes this reader without reading the waiting pictures: their calls throw {@link IllegalStateException}. */
    public void shutdownNow() {
        List<Pending> waiting = new ArrayList<>();
        synchronized (this) {
            closed = true;
            queue.drainTo(waiting);
            queue.add(END);
        }
        waiting.forEach(one -> one.reading().completeExceptionally(new IllegalStateException(CLOSED)));
        close();
    }

    /** Closes this reader after the waiting pictures have been read. */
    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                queue.add(END);
            }
        }
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
