package io.github.trocr4j.cli;

import java.util.List;

/** The verbs that run on Apache Spark, for spark-submit. */
public final class SparkVerbs {
    private SparkVerbs() {}

    /** Runs one of them on the console. Returns the exit code of the process. */
    public static int run(String... args) {
        return CommandLineInterface.run(List.of(new SparkReadCommand(), new SparkTrainCommand()), args);
    }
}
