package io.github.trocr4j.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/**
 * A spark-read that has run in the session of this process.
 *
 * @param exitCode what the process would end with
 * @param out stdout
 * @param err stderr
 */
public record SparkRan(int exitCode, String out, String err) {
    /** Runs it; paths come as they are. */
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
