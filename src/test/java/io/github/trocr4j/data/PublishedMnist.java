package io.github.trocr4j.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** MNIST's files, which are not part of the repository. Tests that need a missing file are skipped. */
public final class PublishedMnist {
    private static final Path DIRECTORY = Path.of("..", "shared", "mnist");

    private PublishedMnist() {}

    /** Returns their directory. */
    public static Path directory() {
        for (Mnist.DataFile file : Mnist.FILES) {
            Path path = DIRECTORY.resolve(file.name());
            assumeTrue(Files.isRegularFile(path), () -> "no file " + path);
        }
        return DIRECTORY;
    }
}
