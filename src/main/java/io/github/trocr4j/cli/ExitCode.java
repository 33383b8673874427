package io.github.trocr4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The exit codes of the process. */
final class ExitCode {
    static final int OK = 0;
    /** A file, the data or the machine is at fault. */
    static final int FAILED = 1;
    /** The command line is invalid; picocli's own code for that. */
    static final int USAGE = 2;
    /** A bug in the program; EX_SOFTWARE of BSD's sysexits.h. */
    static final int BUG = 70;

    private ExitCode() {}

    /** Returns a line for each exit code, for {@code --help}. */
    static Map<String, String> help() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put(Integer.toString(OK), "Success.");
        lines.put(Integer.toString(FAILED), "Something is wrong with a file, the data or the machine.");
        lines.put(Integer.toString(USAGE), "The command line is wrong.");
        lines.put(Integer.toString(BUG), "A bug in trocr4j.");
        return lines;
    }
}
