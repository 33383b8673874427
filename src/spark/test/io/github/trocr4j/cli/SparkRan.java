package io.github.trocr4j.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/**
 * The result of a spark-read in the session of this process.
 *
 * @param exitCode the exit code of the process
 * @param out stdout
 * @param err stderr
 */
public record SparkRan(int exitCode, String out, String err) {
    /** Runs spark-read with these arguments. */
    public static SparkRan read(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = SparkRead.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Arrays.stream(args).map(Object::toString).toArray(String[]::new));
        return new SparkRan(exitCode, out.toString(), err.toString());
    }
}
