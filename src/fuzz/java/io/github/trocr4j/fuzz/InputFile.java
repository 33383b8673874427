package io.github.trocr4j.fuzz;

import io.github.trocr4j.Goldens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A file to which each input is written, and the seeds. */
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

    /** Returns golden files and one more as seeds. */
    static Stream<Arguments> seeds(byte[] more, String... golden) {
        List<Arguments> seeds = new ArrayList<>();
        seeds.add(Arguments.of((Object) more));
        for (String name : golden) {
            try {
                seeds.add(Arguments.of((Object) Files.readAllBytes(Goldens.path(name))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return seeds.stream();
    }
}
