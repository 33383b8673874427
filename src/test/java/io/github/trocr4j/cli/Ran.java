package io.github.trocr4j.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/**
 * A command line that has run in this process.
 *
 * @param exitCode what the process would end with
 * @param out stdout
 * @param err stderr
 */
record Ran(int exitCode, String out, String err) {
    /** Runs it; paths come as they are. */
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
