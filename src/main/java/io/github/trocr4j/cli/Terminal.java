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

    /** A progress bar on standard error while pictures are read; does nothing without a terminal. */
    static final class ReadingProgress implements AutoCloseable {
        private final ProgressBar bar;

        private ReadingProgress(ProgressBar bar) {
            this.bar = bar;
        }

        /** Starts at 0 of {@code pictures}. */
        static ReadingProgress start(int pictures) {
            return new ReadingProgress(
                    isPresent()
                            ? new ProgressBarBuilder()
                                    .setTaskName("Reading")
                                    .setUnit(" pictures", 1)
                                    .setInitialMax(pictures)
                                    .build()
                            : null);
        }

        /** Starts without a known end, while pictures are checked; advances may come from several threads. */
        static ReadingProgress checking() {
            return new ReadingProgress(
                    isPresent()
                            ? new ProgressBarBuilder()
                                    .setTaskName("Checking")
                                    .setUnit(" pictures", 1)
                                    .setInitialMax(-1)
                                    .build()
                            : null);
        }

        /** Advances by a number of pictures. */
        void advance(int pictures) {
            if (bar != null) {
                bar.stepBy(pictures);
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
