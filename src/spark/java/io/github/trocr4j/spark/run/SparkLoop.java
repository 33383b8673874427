package io.github.trocr4j.spark.run;

import io.github.trocr4j.data.Strip;
import io.github.trocr4j.run.HeldOut;
import io.github.trocr4j.run.TrainingRun;
import io.github.trocr4j.spark.train.SparkWorkers;
import io.github.trocr4j.spark.train.TrainingSetup;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingStep;
import io.github.trocr4j.train.distributed.Workers;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Steps that the executors of a cluster compute.
 *
 * @param workers that share the steps; empty for as many as the run had before
 * @param averageEvery steps from one average of the workers to the next; likewise
 * @param notices gets a sentence where the run goes on in another way than before
 */
public record SparkLoop(
        JavaSparkContext spark, OptionalInt workers, OptionalInt averageEvery, Consumer<String> notices)
        implements TrainingRun.Loop {
    /** More workers than the local master can run at the same time; the message has neither subject nor full stop. */
    public static final class TooManyWorkersException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private TooManyWorkersException(String message) {
            super(message);
        }
    }

    @Override
    public Trainer.End run(
            Trainer trainer, TrainingRun run, HeldOut parts, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        WorkersFile team = WorkersFile.chosen(run.folder(), workers, averageEvery, notices);
        requireSlots(team.workers());
        requireThreads(run.identity().threads());
        int passes = run.identity().recipe().training().accumulation();
        team.requireShares(passes);
        team.write(run.folder());
        TrainingSetup setup =
                TrainingSetup.of(run.identity(), run.model().processor(), parts.train());
        int stripsOfEpoch = parts.train().size() / Strip.LENGTH;
        try (CostFile costs = CostFile.of(run.folder());
                Workers shares = new SparkWorkers(
                        spark, setup, team.workers(), passes, team.averageEvery(), costs::write);
                TrainingStep step = shares.step(trainer.model())) {
            return trainer.run(step, stripsOfEpoch, parts.validation(), listener, stop);
        }
    }

    /** A local master has all its slots at once; for another Spark waits until executors have come. */
    public void requireSlots(int wanted) {
        int slots = spark.defaultParallelism() / taskCores();
        if (spark.isLocal() && wanted > slots) {
            throw new TooManyWorkersException("expected at most " + slots + ", since " + spark.master()
                    + " runs no more tasks at the same time, found " + wanted);
        }
    }

    /** Spark starts executors with OMP_NUM_THREADS, the cores of a task unless it is told otherwise, and that one holds. */
    private void requireThreads(int threads) throws IOException {
        String theirs = spark.getConf().get("spark.executorEnv.OMP_NUM_THREADS", Integer.toString(taskCores()));
        if (!spark.isLocal() && !theirs.equals(Integer.toString(threads))) {
            throw new IOException("threads: executors compute with " + theirs + " for each task, found " + threads
                    + " here; set spark.task.cpus to " + threads + ", or use " + theirs + " threads here.");
        }
    }

    /** The cores that Spark gives to a task. */
    public int taskCores() {
        return Integer.parseInt(spark.getConf().get("spark.task.cpus", "1"));
    }
}
