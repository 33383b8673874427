package io.github.trocr4j.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/**
 * The result of a command line that ran in this process.
 *
 * @param exitCode the exit code of the process
 * @param out standard output
 * @param err standard error
 */
record Ran(int exitCode, String out, String err) {
    /** Runs a command line. */
    static Ran of(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = CommandLineInterface.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Arrays.stream(args).map(Object::toString).toArray(String[]::new));
        return new Ran(exitCode, out.toString(), err.toString());
    }
}
