package io.github.trocr4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.io.function.IOSupplier;

/**
 * Swallows what is written to standard output meanwhile. SameDiff writes a line there for each operation that it
 * differentiates; nobody wants to read them, and programs that read ours would stumble.
 */
final class SilentOutput {
    private SilentOutput() {}

    /** Does something; writers to standard output that were made before go on. */
    static <T> T during(IOSupplier<T> what) throws IOException {
        PrintStream standardOutput = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return what.get();
        } finally {
            System.setOut(standardOutput);
        }
    }
}
