package io.github.trocr4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Names of files that Java cannot decode. In a locale without UTF-8, such as {@code LC_ALL=C} or that of a cron job,
 * Java takes the system's names for ASCII. A file that was listed can be opened all the same, since its path keeps the
 * bytes; one that was named on the command line cannot, since a string does not.
 */
final class FileNames {
    /** What Java puts in place of a byte that it cannot decode. */
    private static final String LOST = "\ufffd";

    private static final String ENCODING = System.getProperty("sun.jnu.encoding", "UTF-8");
    private static final String LOCALE_CURE = "the locale has no such letters (Java takes names of files for "
            + ENCODING + "); put LC_ALL=C.UTF-8 in front of the command.";
    private static final int HEX = 16;

    private FileNames() {}

    /** Throws IOException if an argument has lost letters because of the locale; the sentence names the cure. */
    static void requireDecoded(String... args) throws IOException {
        if (inUnicode()) {
            return;
        }
        for (String arg : args) {
            if (arg.contains(LOST)) {
                throw new IOException(Failure.shown(arg.replace(LOST, "?") + ": " + LOCALE_CURE));
            }
        }
    }

    /** Returns why a string is no path: in most cases, because the locale cannot express it. */
    static String why(InvalidPathException e) {
        return e.getInput() + ": " + (inUnicode() ? e.getReason() + "." : LOCALE_CURE);
    }

    /**
     * Returns an addition to a sentence about a file that does not exist: what to do if its name could not be decoded.
     */
    static String cure(String name) {
        return name.contains(LOST)
                ? " (The name has bytes that are not " + ENCODING
                        + ": rename the file, or give the name of its folder.)"
                : "";
    }

    /** Returns a path as text, decoded as UTF-8 even if the locale is another one. */
    static String text(Path path) {
        String text = path.toString();
        if (inUnicode() || !text.contains(LOST)) {
            return text;
        }
        String all = decoded(path.toUri().getRawPath());
        String here = path.isAbsolute()
                ? ""
                : decoded(Path.of("").toAbsolutePath().toUri().getRawPath());
        return all.startsWith(here) ? all.substring(here.length()) : text;
    }

    private static boolean inUnicode() {
        return ENCODING.equalsIgnoreCase("UTF-8");
    }

    private static String decoded(String uri) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) == '%') {
                bytes.write(Integer.parseInt(uri, i + 1, i + 3, HEX));
                i += 2;
            } else {
                bytes.write(uri.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
