package io.github.trocr4j;

import io.github.trocr4j.cli.SparkVerbs;

/** {@code spark-submit --class io.github.trocr4j.SparkMain trocr4j.jar VERB ...}: see docs/spark.md. */
public final class SparkMain {
    private SparkMain() {}

    /** Runs one verb. */
    public static void main(String[] args) {
        int exitCode = SparkVerbs.run(args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
