package io.github.trocr4j.cli;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** How the user who started this program would start it again. {@code bin/trocr4j} says so in a system property. */
final class Invocation {
    private static final String LAUNCHER = "trocr4j.command";

    private Invocation() {}

    /** The whole command for a verb with its arguments. */
    static String of(String arguments) {
        String launcher = System.getProperty(LAUNCHER);
        if (launcher != null) {
            return launcher + " " + arguments;
        }
        try {
            Path code = Path.of(Invocation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (code.toString().endsWith(".jar")) {
                return "java -jar " + Path.of("").toAbsolutePath().relativize(code) + " " + arguments;
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // a class loader of another kind: the command of the README will do
        }
        return "mvn -q compile exec:java -Dexec.args=\"" + arguments + "\"";
    }
}
