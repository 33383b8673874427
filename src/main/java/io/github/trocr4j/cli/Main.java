package io.github.trocr4j.cli;

import io.github.trocr4j.natives.UnpackedLibraries;

/** The entry point of the command line: sets system properties and exits with the exit code. */
public final class Main {
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
        int exitCode = CommandLineInterface.run(args);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
