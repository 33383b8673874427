package io.github.trocr4j.cli;

import io.github.trocr4j.spark.run.SparkLoop;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spark-train}: a spark-submit application that trains on the executors of a cluster. */
@Command(
        name = "spark-train",
        description = {
            "Trains like train, with the same options, files and checkpoints, but workers on the cluster of"
                    + " spark-submit"
                    + " compute the steps. Each worker computes what would be a step of train, so a step of the run has"
                    + " that many strips for each worker.",
            "--resume continues a run that was stopped, here or with train."
        })
public final class SparkTrain implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Number of workers, each in its own task. A resumed run keeps its number unless you give"
                    + " another one.")
    private Integer workers;

    @Option(
            names = "--average-every",
            paramLabel = "K",
            description = {
                "1, the default: gradients of all workers are averaged at each step, as with one large batch.",
                "More: each worker takes K steps on its own, then weights and moments are averaged."
            })
    private Integer averageEvery;

    @Mixin
    private TrainOptions options;

    private SparkTrain() {}

    /** The entry point for spark-submit. */
    public static void main(String[] args) {
        int exitCode = SparkApplication.run(new SparkTrain(), args);
        if (exitCode != ExitCode.OK) {
            System.exit(exitCode);
        }
    }

    /** Runs the application with the given writers; the session is not stopped. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return SparkApplication.run(new SparkTrain(), out, err, args);
    }

    @Override
    public Integer call() throws IOException {
        requireAtLeastOne("--workers", workers);
        requireAtLeastOne("--average-every", averageEvery);
        PrintWriter err = spec.commandLine().getErr();
        spec.commandLine().getOut(); // created now, so that it still prints while standard output is discarded
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(
                SparkApplication.session("spark-train").sparkContext());
        SparkLoop loop = new SparkLoop(spark, optional(workers), optional(averageEvery), sentence -> {
            err.println("trocr4j: " + sentence);
            err.flush();
        });
        try {
            // with a local master, the workers and SameDiff's output are in this process
            return Terminal.silencingOutput(() -> options.call(spec, new ClusterSteps(loop, spec)));
        } catch (SparkLoop.TooManyWorkersException e) {
            throw new ParameterException(spec.commandLine(), "--workers: " + e.getMessage(), e);
        }
    }

    private static OptionalInt optional(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private record ClusterSteps(SparkLoop loop, CommandSpec spec) implements TrainOptions.Steps {
        @Override
        public int workers() {
            int asked = loop.workers()
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "--workers: expected how many workers share the steps of the new run, found none"));
            loop.requireSlots(asked);
            return asked;
        }

        @Override
        public OptionalInt threads() {
            return OptionalInt.of(loop.taskCores());
        }

        @Override
        public String resumeCommand(String run) {
            return "the same spark-submit line, with --resume " + ShellCommand.quoted(run)
                    + " for the options of the run; or without Spark: "
                    + ShellCommand.of(List.of("train", "--resume", run));
        }
    }

    private void requireAtLeastOne(String option, Integer value) {
        if (value != null && value < 1) {
            throw new ParameterException(spec.commandLine(), option + ": expected at least 1, found " + value);
        }
    }
}
