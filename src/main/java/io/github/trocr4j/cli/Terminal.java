package io.github.trocr4j.cli;

import java.io.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.commons.io.function.IOSupplier;

/** The terminal that the program runs in, if there is one, and what is written to it. */
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

    /**
     * Does something while what is written to standard output is swallowed; writers made before go on. SameDiff writes a line
     * there for each operation that it differentiates, and programs that read our output would stumble.
     */
    static <T> T silently(IOSupplier<T> what) throws IOException {
        PrintStream standardOutput = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return what.get();
        } finally {
            System.setOut(standardOutput);
        }
    }

    /** A bar on stderr while strips are read; nothing where no terminal shows it. */
    static final class ReadingProgress implements AutoCloseable {
        private final ProgressBar bar;

        private ReadingProgress(ProgressBar bar) {
            this.bar = bar;
        }

        /** Starts at 0 of {@code strips}. */
        static ReadingProgress start(int strips) {
            return new ReadingProgress(
                    isThere()
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
    }
}
