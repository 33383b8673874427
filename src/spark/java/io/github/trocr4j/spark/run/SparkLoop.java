package io.github.trocr4j.spark.run;

import io.github.trocr4j.run.DigitTrainingData;
import io.github.trocr4j.run.LineTrainingData;
import io.github.trocr4j.run.TrainingData;
import io.github.trocr4j.run.TrainingRun;
import io.github.trocr4j.spark.train.SentData;
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
 * Computes the steps of a run on the executors of a cluster.
 *
 * @param workers the number of workers that share the steps; empty for that of the run so far
 * @param averageEvery the number of steps between averages of the workers; likewise
 * @param notices receives a sentence if the run continues with other settings
 */
public record SparkLoop(
        JavaSparkContext spark, OptionalInt workers, OptionalInt averageEvery, Consumer<String> notices)
        implements TrainingRun.Loop {
    /**
     * Thrown for more workers than the local master can run at a time; the message lacks the subject and the full stop.
     */
    public static final class TooManyWorkersException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private TooManyWorkersException(String message) {
            super(message);
        }
    }

    @Override
    public Trainer.End run(
            Trainer trainer, TrainingRun run, TrainingData.Parts parts, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        WorkersFile workersFile = WorkersFile.chosen(run.folder(), workers, averageEvery, notices);
        requireSlots(workersFile.workers());
        requireThreads(run.identity().threads());
        int microBatches = run.identity().recipe().training().accumulation();
        workersFile.requireShares(microBatches);
        workersFile.write(run.folder());
        TrainingSetup setup =
                TrainingSetup.of(run.identity(), run.model().processor(), data(run));
        try (CostFile costs = CostFile.of(run.folder());
                Workers shares = new SparkWorkers(
                        spark, setup, workersFile.workers(), microBatches, workersFile.averageEvery(), costs::write);
                TrainingStep step = shares.step(trainer.model())) {
            return trainer.run(step, parts.train().size(), parts.validation(), listener, stop);
        }
    }

    private static SentData data(TrainingRun run) throws IOException {
        if (run.data() instanceof DigitTrainingData digits) {
            return SentData.Strips.of(
                    digits.split(run.identity().recipe().training()).train());
        }
        if (run.data() instanceof LineTrainingData lines) {
            return SentData.Lines.of(lines.lines().train());
        }
        throw new IOException("spark-train takes strips of digits and lines of text, found " + run.data().source()
                + "; use train.");
    }

    /**
     * Checks that a local master can run this many workers at a time. With other masters, Spark waits for executors.
     */
    public void requireSlots(int wanted) {
        int slots = spark.defaultParallelism() / taskCores();
        if (spark.isLocal() && wanted > slots) {
            throw new TooManyWorkersException("expected at most " + slots + ", because " + spark.master() + " runs"
                    + " no more tasks at a time, found " + wanted);
        }
    }

    /**
     * Checks the number of threads: Spark starts executors with OMP_NUM_THREADS, by default the cores of a task, and
     * that setting is decisive.
     */
    private void requireThreads(int threads) throws IOException {
        String key = "spark.executorEnv.OMP_NUM_THREADS";
        String executorThreads = spark.getConf().get(key, Integer.toString(taskCores()));
        if (!spark.isLocal() && !executorThreads.equals(Integer.toString(threads))) {
            throw new IOException("threads: executors compute with " + executorThreads + " for each task,"
                    + " found " + threads
                    + " here; set spark.task.cpus to " + threads + ", or use " + executorThreads + " threads here.");
        }
    }

    /** Returns the number of cores of a task. */
    public int taskCores() {
        return Integer.parseInt(spark.getConf().get("spark.task.cpus", "1"));
    }
}
