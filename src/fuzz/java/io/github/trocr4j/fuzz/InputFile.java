package io.github.trocr4j.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A file that takes each input in turn, and the files to begin with. */
final class InputFile {
    private final Path path;

    InputFile() {
        try {
            path = Files.createTempFile("fuzz", ".input");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        path.toFile().deleteOnExit();
    }

    Path of(byte[] input) {
        try {
            return Files.write(path, input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of the golden files that are there, and one that always is. */
    static Stream<Arguments> seeds(byte[] always, String... golden) {
        List<Arguments> seeds = new ArrayList<>();
        seeds.add(Arguments.of((Object) always));
        for (String name : golden) {
            Path file = Path.of("..", "shared", "golden").resolve(name);
            if (Files.isRegularFile(file)) {
                try {
                    seeds.add(Arguments.of((Object) Files.readAllBytes(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return seeds.stream();
    }
}
