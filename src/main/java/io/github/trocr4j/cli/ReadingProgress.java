package io.github.trocr4j.cli;

import java.io.Console;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A bar on stderr while strips are read; nothing where no terminal shows it. */
final class ReadingProgress implements AutoCloseable {
    private final ProgressBar bar;

    private ReadingProgress(ProgressBar bar) {
        this.bar = bar;
    }

    /** Starts at 0 of {@code strips}. */
    static ReadingProgress start(int strips) {
        return new ReadingProgress(
                isTerminal()
                        ? new ProgressBarBuilder()
                                .setTaskName("Reading")
                                .setUnit(" strips", 1)
                                .setInitialMax(strips)
                                .build()
                        : null);
    }

    /** So many strips more are read. */
    void advance(int strips) {
        if (bar != null) {
            bar.stepBy(strips);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }

    @SuppressWarnings("SystemConsoleNull") // from Java 22 on it is the second question that tells
    private static boolean isTerminal() {
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
