package io.github.trocr4j.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files of MNIST, which are no part of the repository; tests that need them are skipped where one is missing. */
public final class PublishedMnist {
    private static final Path DIRECTORY = Path.of("..", "shared", "mnist");

    private PublishedMnist() {}

    /** Their directory. */
    public static Path directory() {
        for (Mnist.DataFile file : Mnist.FILES) {
            Path path = DIRECTORY.resolve(file.name());
            assumeTrue(Files.isRegularFile(path), () -> "no file " + path);
        }
        return DIRECTORY;
    }
}
