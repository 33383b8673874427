package io.github.trocr4j.spark.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.train.distributed.TrainingWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * {@code workers.json} of a run: who shares its steps, so that it goes on as it began. It is no part of the recipe, since
 * workers that average gradients change the last bits at most.
 *
 * @param workers how many
 * @param averageEvery steps from one average to the next
 */
record WorkersFile(int workers, int averageEvery) {
    private static final String WORKERS = "workers";
    private static final String AVERAGE_EVERY = "average_every";

    /**
     * What the user asks for, else what the run had before, else one worker for all and an average at each step.
     *
     * @param workers empty where nothing is asked for
     * @param averageEvery likewise
     * @param notices gets a sentence where they are not those that the run had
     */
    static WorkersFile chosen(
            RunFolder folder, OptionalInt workers, OptionalInt averageEvery, Consumer<String> notices)
            throws IOException {
        Path file = file(folder);
        boolean before = Files.isRegularFile(file);
        WorkersFile had = before ? read(file) : new WorkersFile(1, 1);
        WorkersFile now = new WorkersFile(workers.orElse(had.workers), averageEvery.orElse(had.averageEvery));
        if (before && !now.equals(had)) {
            notices.accept("the run had " + had.text() + " and continues with " + now.text()
                    + ": it will not end with the bits of a run that was never stopped.");
        }
        return now;
    }

    private static WorkersFile read(Path file) throws IOException {
        JsonNode root = JsonTree.read(Files.readAllBytes(file));
        int workers = root.path(WORKERS).asInt();
        int averageEvery = root.path(AVERAGE_EVERY).asInt();
        if (workers < 1 || averageEvery < 1) {
            throw new IOException(file + ": expected " + WORKERS + " and " + AVERAGE_EVERY + " of at least 1, found "
                    + root.path(WORKERS) + " and " + root.path(AVERAGE_EVERY)
                    + "; remove the file and set both values again.");
        }
        return new WorkersFile(workers, averageEvery);
    }

    /** One sentence, if the passes of a step cannot be shared equally. */
    void requireShares(int passes) throws IOException {
        try {
            TrainingWorker.Shard.of(0, workers, passes);
        } catch (IllegalArgumentException e) {
            throw new IOException("workers: " + e.getMessage(), e);
        }
    }

    void write(RunFolder folder) throws IOException {
        folder.write(
                file(folder),
                JsonNodeFactory.instance
                                .objectNode()
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
