package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendTest {
    @Test
    void isTheBackendOnTheClassPath(@TempDir Path jars) throws IOException {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jars.toUri().toURL()}, null)) {
            assertThat(Backend.of(loader)).isEqualTo(Backend.CPU);
            Path backend = Files.createDirectories(jars.resolve("org/nd4j/linalg/jcublas"));
            Files.createFile(backend.resolve("JCublasBackend.class"));
            assertThat(Backend.of(loader)).isEqualTo(Backend.CUDA);
        }
    }
}
