package io.github.trocr4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the exit code of the process says. */
final class ExitCode {
    static final int OK = 0;
    /** Input or surroundings are not as they must be. */
    static final int FAILED = 1;
    /** The command line is wrong; picocli's own code for that. */
    static final int USAGE = 2;
    /** The program is wrong; EX_SOFTWARE of BSD's sysexits.h. */
    static final int BUG = 70;

    private ExitCode() {}

    /** A line for each, for {@code --help}. */
    static Map<String, String> help() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put(Integer.toString(OK), "Success.");
        lines.put(Integer.toString(FAILED), "Something is wrong with a file, the data or the machine.");
        lines.put(Integer.toString(USAGE), "The command line is wrong.");
        lines.put(Integer.toString(BUG), "A bug in trocr4j.");
        return lines;
    }
}
