package io.github.trocr4j.cli;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Commands that the program prints for the user to paste into a shell. */
final class ShellCommand {
    private static final String LAUNCHER = "trocr4j.command";

    /** Words that mean the same with and without quotes. A tilde or a hash is special only as the first character. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-][\\p{L}\\p{N}_@%+=:,./~#-]*");

    /** What means something between double quotes. */
    private static final Pattern SPECIAL_IN_DOUBLE_QUOTES = Pattern.compile("[\"$`\\\\!]");

    private ShellCommand() {}

    /**
     * Returns the command that starts this program with these arguments; {@code bin/trocr4j} passes its own name in a
     * system property.
     */
    static String of(List<String> arguments) {
        String launcher = System.getProperty(LAUNCHER);
        if (launcher != null) {
            return quoted(launcher) + " " + quoted(arguments);
        }
        try {
            Path code = Path.of(ShellCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (code.toString().endsWith(".jar")) {
                Path jar = Path.of("").toAbsolutePath().relativize(code);
                return "java -jar " + quoted(jar.toString()) + " " + quoted(arguments);
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // unknown kind of class loader: fall back to the command of the README
        }
        String forMaven = arguments.stream().map(ShellCommand::quotedForMaven).collect(Collectors.joining(" "));
        return "mvn -q compile exec:java -Dexec.args=" + quoted(forMaven);
    }

    /** Returns the words of a command line, separated by blanks. */
    static String quoted(List<String> words) {
        return words.stream().map(ShellCommand::quoted).collect(Collectors.joining(" "));
    }

    /** Returns a word with the quotes that a shell needs to take it as it is. */
    static String quoted(String word) {
        if (PLAIN.matcher(word).matches()) {
            return word;
        }
        return SPECIAL_IN_DOUBLE_QUOTES.matcher(word).find()
                ? "'" + word.replace("'", "'\\''") + "'"
                : "\"" + word + "\"";
    }

    /** The exec plugin splits its arguments by itself, and knows both kinds of quotes but no escapes. */
    private static String quotedForMaven(String word) {
        if (PLAIN.matcher(word).matches()) {
            return word;
        }
        return word.contains("'") ? "\"" + word + "\"" : "'" + word + "'";
    }
}
