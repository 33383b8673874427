package io.github.trocr4j.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spark-train}: {@link TrainOptions} with gradients from Spark's executors. */
@Command(
        name = "spark-train",
        description = {
            "Trains as the verb train does, with the same options, files and results, but each step is shared by workers on"
                    + " Apache Spark: each computes its part of the batch, and their gradients are averaged.",
            "The driver keeps the run folder and its checkpoints, so --resume goes on after a lost driver, too, and"
                    + " train --resume goes on without Spark."
        })
final class SparkTrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TrainOptions options;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many share a step: tasks that Spark can run at the same time, and a divisor of the batch."
                    + " Default: as many as Spark says it has (spark.default.parallelism).")
    private Integer workers;

    @Override
    public Integer call() throws IOException {
        if (workers != null && workers < 1) {
            throw new ParameterException(spec.commandLine(), "--workers: expected 1 or more, found " + workers);
        }
        try (SparkSession spark = SparkSessions.start("trocr4j spark-train")) {
            int count = workers == null ? spark.sparkContext().defaultParallelism() : workers;
            return options.execute(spec, new SparkWorkplace(spark, count));
        }
    }
}
