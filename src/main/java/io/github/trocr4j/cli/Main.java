package io.github.trocr4j.cli;

import io.github.trocr4j.engine.Engine;
import io.github.trocr4j.natives.UnpackedLibraries;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Settings and exit code of the process that is the command line, nothing else. */
public final class Main {
    /** Decides how ND4J starts, or whether; a file of arguments may. */
    private static final Pattern DECIDES = Pattern.compile("(--threads|--backend|--help|--version|-h|-V|@).*");

    private Main() {}

    /** Runs one verb; without arguments {@code train} with its defaults. */
    public static void main(String[] args) {
        byDefault(UnpackedLibraries.WANTED, "true");
        // Else ND4J puts together what it would log, and logs it to nobody (simplelogger.properties).
        byDefault("org.nd4j.log.initialization", "false");
        // Else each answer of the JDK's HTTP server waits some 40 ms for the client to acknowledge its head.
        byDefault("sun.net.httpserver.nodelay", "true");
        // Else connections that say nothing may take all the files that the process may open.
        byDefault("jdk.httpserver.maxConnections", "512");
        if (readsAtOnce(args)) {
            Engine.startInBackground();
        }
        int exitCode = CommandLineInterface.run(args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /**
     * Whether ND4J is wanted for certain, and as it starts by itself: then it loads while picocli reads the line, which takes
     * as long (its classes are too old for an archive of classes).
     */
    private static boolean readsAtOnce(String[] args) {
        return args.length > 1
                && args[0].equals("predict")
                && Arrays.stream(args).noneMatch(DECIDES.asMatchPredicate());
    }

    private static void byDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
