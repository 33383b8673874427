package io.github.trocr4j;

import io.github.trocr4j.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Reads pictures that come one by one from many threads together: of what has arrived while one batch was read, the next
 * one takes 1, 2, 4, 8 and so on. Nobody waits for others to arrive, so a single picture takes no longer than without it.
 *
 * <p>A picture that makes a batch fail fails alone; the others are read again without it.
 */
public final class BatchingReader implements AutoCloseable {
    private static final String CLOSED = "This BatchingReader is closed.";
    private static final Pending END = new Pending(null, new CompletableFuture<>());

    private final Function<List<Picture>, List<Reading>> reader;
    private final int mostAtOnce;
    private final BlockingQueue<Pending> queue;
    private final LongAdder batches = new LongAdder();
    private final Thread worker = new Thread(this::work, "trocr4j-reader");
    private boolean closed;

    private record Pending(Picture picture, CompletableFuture<Reading> reading) {}

    /**
     * Starts its thread.
     *
     * @param reader gives one reading for each picture, in their order; called by one thread
     * @param mostAtOnce how many pictures it gets at most; a power of two, or fewer are read together
     * @param waiting how many pictures may wait for it
     */
    public BatchingReader(Function<List<Picture>, List<Reading>> reader, int mostAtOnce, int waiting) {
        this.reader = reader;
        this.mostAtOnce = mostAtOnce;
        this.queue = new LinkedBlockingQueue<>(waiting + 1); // and END
        worker.setDaemon(true);
        worker.start();
    }

    /**
     * Reads a picture, maybe with others; waits for it.
     *
     * @throws RejectedExecutionException if as many wait as may
     * @throws IllegalStateException if this is closed
     */
    public Reading read(Picture picture) {
        Pending pending = new Pending(picture, new CompletableFuture<>());
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException(CLOSED);
            }
            if (queue.remainingCapacity() < 2 || !queue.offer(pending)) {
                throw new RejectedExecutionException("Too many pictures wait to be read.");
            }
        }
        try {
            return pending.reading().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** How many batches have been read. */
    public long batches() {
        return batches.sum();
    }

    private void work() {
        List<Pending> together = new ArrayList<>(mostAtOnce);
        boolean more = true;
        while (more) {
            together.clear();
            try {
                together.add(queue.take());
            } catch (InterruptedException e) {
                continue; // nobody but close() ends this thread
            }
            // A model keeps memory for each size of batch that it has seen, so there are six sizes and not 32 of them.
            int size = Integer.highestOneBit(Math.min(1 + queue.size(), mostAtOnce));
            queue.drainTo(together, size - 1);
            more = !together.remove(END); // the last one of all
            if (!together.isEmpty()) {
                read(together);
            }
        }
    }

    private void read(List<Pending> together) {
        List<Reading> readings;
        try {
            batches.increment();
            readings = reader.apply(together.stream().map(Pending::picture).toList());
            if (readings.size() != together.size()) {
                throw new IllegalStateException("expected " + together.size() + " readings, found " + readings.size());
            }
        } catch (Throwable e) { // whatever it is, somebody waits for it, and others for this thread
            if (together.size() == 1) {
                together.get(0).reading().completeExceptionally(e);
            } else {
                together.forEach(one -> read(List.of(one)));
            }
            return;
        }
        for (int i = 0; i < together.size(); i++) {
            together.get(i).reading().complete(readings.get(i));
        }
    }

    /** Takes no more, and forgets what waits: who waits for it is told that this is closed. */
    public void abandon() {
        List<Pending> waiting = new ArrayList<>();
        synchronized (this) {
            closed = true;
            queue.drainTo(waiting);
            queue.add(END);
        }
        waiting.forEach(one -> one.reading().completeExceptionally(new IllegalStateException(CLOSED)));
        close();
    }

    /** Reads what waits, and takes no more. */
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
