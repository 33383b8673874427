package io.github.trocr4j.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds digits in this order: the place that the user named, the directory in the environment variable, the default
 * directory, a download into it, generated digits. A place that is named must exist; only the default places are
 * skipped if they fail.
 *
 * @param directory the default directory, normally {@link #DEFAULT_DIRECTORY}
 * @param download fills that directory or throws
 * @param generator generates digits if they are asked for or nothing else is available
 */
public record DigitSource(Path directory, Download download, Supplier<Digits> generator) {
    /** The default directory of MNIST, relative to the working directory. */
    public static final Path DEFAULT_DIRECTORY = Path.of("data", "mnist");
    /** The environment variable for a directory. */
    public static final String ENVIRONMENT_VARIABLE = "MNIST_DIR";
    /** The value, in place of a directory, that asks for generated digits. */
    public static final String GENERATED = "generated";

    /** A download of MNIST. */
    @FunctionalInterface
    public interface Download {
        /**
         * Downloads MNIST into a directory.
         *
         * @throws IOException if that fails
         */
        void into(Path directory) throws IOException;
    }

    /**
     * Digits, and messages for the user.
     *
     * @param digits the digits that were found
     * @param notices whole sentences; empty if there is nothing unusual
     */
    public record Found(Digits digits, List<String> notices) {
        public Found {
            notices = List.copyOf(notices);
        }
    }

    /**
     * Finds digits.
     *
     * @param named a directory or {@link #GENERATED}, if the user named one
     * @param environment the environment of the process
     * @throws IOException if a place that is named cannot be read, or the thread is interrupted during the download
     */
    public Found find(Optional<String> named, Map<String, String> environment) throws IOException {
        Optional<String> wanted = named.or(
                () -> Optional.ofNullable(environment.get(ENVIRONMENT_VARIABLE)).filter(value -> !value.isBlank()));
        if (wanted.isPresent()) {
            return new Found(wanted.get().equals(GENERATED) ? generator.get() : load(wanted.get()), List.of());
        }
        if (Files.isDirectory(directory)) {
            try {
                return new Found(Mnist.load(directory), List.of());
            } catch (IdxFormatException | DigitsUnavailableException incomplete) {
                return downloaded(" " + incomplete.getMessage());
            }
        }
        return downloaded("");
    }

    private Found downloaded(String trouble) throws IOException {
        try {
            download.into(directory);
            Digits digits = Mnist.load(directory);
            String source = digits.origin() == Digits.Origin.MNIST
                    ? "MNIST (downloaded into " + directory + ")"
                    : digits.source();
            return new Found(digits.describedAs(source), List.of());
        } catch (IOException e) {
            if (e instanceof InterruptedIOException || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return new Found(
                    generator.get(),
                    List.of("MNIST is not available, so generated digits are used and no figure is one for MNIST."
                            + trouble + " " + e.getMessage()));
        }
    }

    private static Digits load(String path) throws IOException {
        try {
            return Mnist.load(Path.of(path));
        } catch (InvalidPathException e) {
            throw new IOException("There is no directory " + path + ": " + e.getMessage() + ".", e);
        }
    }
}
