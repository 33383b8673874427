package io.github.trocr4j.cli;

import io.github.trocr4j.data.Strip;
import io.github.trocr4j.spark.train.SparkWorkers;
import io.github.trocr4j.spark.train.TrainingSetup;
import io.github.trocr4j.train.Trainer;
import io.github.trocr4j.train.TrainingListener;
import io.github.trocr4j.train.TrainingStep;
import io.github.trocr4j.train.distributed.Workers;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Steps that the executors of a cluster compute.
 *
 * @param asked workers that the user asks for; null for those that the run had before
 * @param averageEvery likewise
 */
record SparkLoop(JavaSparkContext spark, CommandSpec spec, Integer asked, Integer averageEvery, PrintWriter err)
        implements RunLoop {
    @Override
    public int workers() {
        if (asked == null) {
            throw new ParameterException(
                    spec.commandLine(), "--workers: expected how many workers share the steps of the new run, found none");
        }
        requireSlots(asked);
        return asked;
    }

    /** The cores that Spark gives to a task. */
    @Override
    public OptionalInt threads() {
        return OptionalInt.of(taskCores());
    }

    @Override
    public Trainer.End run(
            Trainer trainer, TrainingRun run, HeldOut parts, TrainingListener listener, BooleanSupplier stop)
            throws IOException {
        WorkersFile team = WorkersFile.chosen(run.folder(), asked, averageEvery, err);
        requireSlots(team.workers());
        requireThreads(run.identity().threads());
        int passes = run.identity().recipe().training().accumulation();
        team.requireShares(passes);
        team.write(run.folder());
        TrainingSetup setup =
                TrainingSetup.of(run.identity(), run.model().processor(), parts.train());
        int stripsOfEpoch = parts.train().size() / Strip.LENGTH;
        try (CostFile costs = CostFile.of(run.folder());
                Workers workers = new SparkWorkers(
                        spark, setup, team.workers(), passes, team.averageEvery(), costs::write);
                TrainingStep step = workers.step(trainer.model())) {
            return trainer.run(step, stripsOfEpoch, parts.validation(), listener, stop);
        }
    }

    /** A local master has all its slots at once; for another Spark waits until executors have come. */
    private void requireSlots(int workers) {
        int slots = spark.defaultParallelism() / taskCores();
        if (spark.isLocal() && workers > slots) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--workers: expected at most " + slots + ", since " + spark.master()
                            + " runs no more tasks at the same time, found " + workers);
        }
    }

    /** Spark starts executors with OMP_NUM_THREADS, the cores of a task unless it is told otherwise, and that one holds. */
    private void requireThreads(int threads) throws IOException {
        String theirs = spark.getConf().get("spark.executorEnv.OMP_NUM_THREADS", Integer.toString(taskCores()));
        if (!spark.isLocal() && !theirs.equals(Integer.toString(threads))) {
            throw new IOException("Threads: executors compute with " + theirs + " for each task, found " + threads
                    + " here; give spark-submit --conf spark.task.cpus=" + threads + ", or this program --threads " + theirs
                    + ".");
        }
    }

    private int taskCores() {
        return Integer.parseInt(spark.getConf().get("spark.task.cpus", "1"));
    }

    @Override
    public String toGoOn(String run) {
        return "the same spark-submit line, with --resume " + run + " for the options of the run; or without Spark: "
                + Invocation.of("train --resume " + run);
    }
}
