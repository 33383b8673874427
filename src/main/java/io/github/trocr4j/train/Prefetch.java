package io.github.trocr4j.train;

import io.github.trocr4j.model.TrainingBatch;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;

/** Makes the next batch while this one is in use. The batches are the same as without it. */
final class Prefetch implements AutoCloseable {
    private final LongFunction<TrainingBatch> source;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "trocr4j-batches");
        thread.setDaemon(true);
        return thread;
    });
    private CompletableFuture<TrainingBatch> next;
    private long number;

    Prefetch(LongFunction<TrainingBatch> source, long first) {
        this.source = source;
        this.number = first;
        this.next = start(first);
    }

    private CompletableFuture<TrainingBatch> start(long which) {
        return CompletableFuture.supplyAsync(() -> source.apply(which), executor);
    }

    /** The next batch; the caller closes its patches. */
    TrainingBatch take() {
        TrainingBatch batch = next.join();
        number++;
        next = start(number);
        return batch;
    }

    @Override
    public void close() {
        try {
            next.join().patches().close();
        } catch (CompletionException e) {
            // the batch that could not be made is the one that nobody will use
        }
        executor.shutdown();
    }
}
