package io.github.trocr4j.cli;

import java.io.Console;

/** The terminal that the program runs in, if it does. */
final class Terminal {
    private Terminal() {}

    /** Whether somebody watches. */
    @SuppressWarnings("SystemConsoleNull") // from Java 22 on it is the second question that tells
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there is a console even where output goes to a file, and this method.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
