package io.github.trocr4j.cli;

import java.io.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.commons.io.function.IOSupplier;

/** The terminal of the program, if there is one, and its standard output. */
final class Terminal {
    private Terminal() {}

    /** Returns whether the output goes to a terminal. */
    @SuppressWarnings("SystemConsoleNull") // from Java 22 on, isTerminal decides
    static boolean isPresent() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on, there is a console even if output goes to a file, and this method.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /**
     * Runs an action while discarding standard output; existing writers still write. SameDiff prints a line for each
     * operation that it differentiates, which would disturb programs that read the output.
     */
    static <T> T silencingOutput(IOSupplier<T> what) throws IOException {
        PrintStream standardOutput = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return what.get();
        } finally {
            System.setOut(standardOutput);
        }
    }

    /** A progress bar on standard error while strips are read; does nothing without a terminal. */
    static final class ReadingProgress implements AutoCloseable {
        private final ProgressBar bar;

        private ReadingProgress(ProgressBar bar) {
            this.bar = bar;
        }

        /** Starts at 0 of {@code strips}. */
        static ReadingProgress start(int strips) {
            return new ReadingProgress(
                    isPresent()
                            ? new ProgressBarBuilder()
                                    .setTaskName("Reading")
                                    .setUnit(" strips", 1)
                                    .setInitialMax(strips)
                                    .build()
                            : null);
        }

        /** Advances by a number of strips. */
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
