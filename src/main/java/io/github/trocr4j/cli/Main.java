package io.github.trocr4j.cli;

import io.github.trocr4j.engine.Engine;
import io.github.trocr4j.natives.UnpackedLibraries;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The entry point of the command line: sets system properties and exits with the exit code. */
public final class Main {
    /** Arguments that influence whether or how ND4J starts. */
    private static final Pattern AFFECTS_START = Pattern.compile("(--threads|--backend|--help|--version|-h|-V).*");

    private Main() {}

    /** Runs one verb; without arguments, {@code train} with its defaults. */
    public static void main(String[] args) {
        setDefault(UnpackedLibraries.WANTED, "true");
        // Otherwise ND4J composes log messages that are then discarded (simplelogger.properties).
        setDefault("org.nd4j.log.initialization", "false");
        // Otherwise each response of the JDK's HTTP server waits about 40 ms for the client to acknowledge its head.
        setDefault("sun.net.httpserver.nodelay", "true");
        // Otherwise idle connections can exhaust the file descriptors of the process.
        setDefault("jdk.httpserver.maxConnections", "512");
        if (startsEarly(args)) {
            Engine.startInBackground();
        }
        int exitCode = CommandLineInterface.run(args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /**
     * Returns whether ND4J is certainly needed, with its default settings. It then loads while picocli parses the
     * command line, which takes as long, because ND4J's classes are too old for a class data sharing archive.
     */
    private static boolean startsEarly(String[] args) {
        return args.length > 1
                && args[0].equals("predict")
                && Arrays.stream(args).noneMatch(AFFECTS_START.asMatchPredicate());
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
