package io.github.trocr4j.spark.run;

import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.distributed.TrainingWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * {@code workers.json} of a run: the number of workers, with which the run resumes. It is not part of the recipe,
 * because averaging gradients changes at most the last bits.
 *
 * @param workers the number of workers
 * @param averageEvery the number of steps between averages
 */
record WorkersFile(int workers, int averageEvery) {
    private static final String WORKERS = "workers";
    private static final String AVERAGE_EVERY = "average_every";

    /**
     * Returns the given values; by default, those of the run so far, or one worker and an average at each step.
     *
     * @param workers empty if not given
     * @param averageEvery empty if not given
     * @param notices receives a sentence if the values differ from those of the run so far
     */
    static WorkersFile chosen(
            RunFolder folder, OptionalInt workers, OptionalInt averageEvery, Consumer<String> notices)
            throws IOException {
        Path file = file(folder);
        boolean before = Files.isRegularFile(file);
        WorkersFile previous = before ? read(file) : new WorkersFile(1, 1);
        WorkersFile now = new WorkersFile(workers.orElse(previous.workers), averageEvery.orElse(previous.averageEvery));
        if (before && !now.equals(previous)) {
            notices.accept("the run had " + previous.text() + " and continues with " + now.text()
                    + ": it will not end with the bits of a run that was never stopped.");
        }
        return now;
    }

    private static WorkersFile read(Path file) throws IOException {
        JsonValue root = JsonTree.read(Files.readAllBytes(file));
        int workers = root.path(WORKERS).intValue();
        int averageEvery = root.path(AVERAGE_EVERY).intValue();
        if (workers < 1 || averageEvery < 1) {
            throw new IOException(file + ": expected " + WORKERS + " and " + AVERAGE_EVERY + " of at least 1, found "
                    + root.path(WORKERS) + " and " + root.path(AVERAGE_EVERY)
                    + "; remove the file and set both values again.");
        }
        return new WorkersFile(workers, averageEvery);
    }

    /** Throws IOException if the micro-batches of a step cannot be shared equally. */
    void requireShares(int microBatches) throws IOException {
        try {
            TrainingWorker.Shard.of(0, workers, microBatches);
        } catch (IllegalArgumentException e) {
            throw new IOException("workers: " + e.getMessage(), e);
        }
    }

    void write(RunFolder folder) throws IOException {
        folder.write(
                file(folder),
                new JsonObject()
                                .put(WORKERS, workers)
                                .put(AVERAGE_EVERY, averageEvery)
                                .toPrettyString()
                        + "\n");
    }

    private String text() {
        return workers + " workers with an average every " + averageEvery + " steps";
    }

    private static Path file(RunFolder folder) {
        return folder.root().resolve("workers.json");
    }
}
