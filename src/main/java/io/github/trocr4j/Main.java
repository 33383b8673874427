package io.github.trocr4j;

import io.github.trocr4j.cli.CommandLineInterface;

/** Exit code of the command line, nothing else. */
public final class Main {
    private Main() {}

    /** Runs one verb; without arguments {@code train} with its defaults. */
    public static void main(String[] args) {
        int exitCode = CommandLineInterface.run(args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
