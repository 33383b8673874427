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
 * Finds digits. In this order: what the user named, what the environment names, the usual directory, a download into
 * it, generated digits. What is named must be there: only the unnamed places may fail and give way to the next.
 *
 * @param directory the usual directory, normally {@link #USUAL_DIRECTORY}
 * @param download fills that directory or throws
 * @param generator makes digits when nothing else is asked for or to be had
 */
public record DigitSource(Path directory, Download download, Supplier<Digits> generator) {
    /** Where MNIST is looked for, relative to the working directory. */
    public static final Path USUAL_DIRECTORY = Path.of("data", "mnist");
    /** The environment variable that names a directory. */
    public static final String ENVIRONMENT_VARIABLE = "MNIST_DIR";
    /** The word that asks for generated digits in place of a directory. */
    public static final String GENERATED = "generated";

    /** Fills a directory with MNIST. */
    @FunctionalInterface
    public interface Download {
        /** Throws if the files cannot be had. */
        void into(Path directory) throws IOException;
    }

    /**
     * Digits, and sentences that the user should see.
     *
     * @param digits what was found
     * @param notices whole sentences, empty if there is nothing unusual
     */
    public record Found(Digits digits, List<String> notices) {
        /** Copies the list. */
        public Found {
            notices = List.copyOf(notices);
        }
    }

    /**
     * Finds digits.
     *
     * @param named a directory or the word "generated", if the user named one
     * @param environment the process's environment
     * @throws IOException if what is named cannot be read, or the thread is interrupted during the download
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
                    List.of("MNIST is not to be had, so generated digits take its place and no figure is one for MNIST."
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
