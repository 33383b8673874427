package io.github.trocr4j.train;

import io.github.trocr4j.model.TrainingBatch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;

/** Makes the next batch in a thread of its own while this one is in use; the batches are the same as without it. */
final class Prefetch implements AutoCloseable {
    private final LongFunction<TrainingBatch> source;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "trocr4j-batches");
        thread.setDaemon(true);
        return thread;
    });
    private final long end;
    private CompletableFuture<TrainingBatch> next;
    private long number;

    /** For batches {@code first} to {@code end} - 1. */
    Prefetch(LongFunction<TrainingBatch> source, long first, long end) {
        this.source = source;
        this.number = first;
        this.end = end;
        this.next = start();
    }

    private CompletableFuture<TrainingBatch> start() {
        long which = number;
        return which < end ? CompletableFuture.supplyAsync(() -> source.apply(which), executor) : null;
    }

    /** The next batch; the caller closes its patches. */
    TrainingBatch take() {
        TrainingBatch batch = next.join();
        number++;
        next = start();
        return batch;
    }

    @Override
    public void close() {
        try {
            if (next != null) {
                next.join().patches().close();
            }
        } catch (CompletionException e) {
            // a batch that could not be made, and that nobody needs
        }
        executor.shutdown();
    }
}
