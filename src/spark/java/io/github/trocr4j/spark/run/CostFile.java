package io.github.trocr4j.spark.run;

import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.spark.train.StepCost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * {@code workers.csv} of a run: the time spent in each part of a job, one line for each job; see
 * docs/spark-training.md.
 */
record CostFile(Writer writer) implements AutoCloseable {
    private static final String HEADER = "step,steps,workers,compute_s,broadcast_s,aggregation_s,bytes_down,bytes_up,"
            + "executor_resident_bytes\n";

    /** Opens the file for appending, or creates it. */
    static CostFile of(RunFolder folder) throws IOException {
        Path file = folder.root().resolve("workers.csv");
        boolean fresh = !Files.exists(file);
        Writer writer = Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (fresh) {
            writer.write(HEADER);
        }
        return new CostFile(writer);
    }

    void write(StepCost cost) {
        try {
            writer.write(String.format(
                    Locale.ROOT,
                    "%d,%d,%d,%.4f,%.4f,%.4f,%d,%d,%d\n",
                    cost.step(),
                    cost.steps(),
                    cost.workers(),
                    cost.computeSeconds(),
                    cost.broadcastSeconds(),
                    cost.aggregationSeconds(),
                    cost.bytesDown(),
                    cost.bytesUp(),
                    cost.residentBytes()));
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
