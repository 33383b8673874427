package io.github.trocr4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitSourceTest {
    private static final DigitSource.Download NO_NETWORK = directory -> {
        throw new DigitsUnavailableException("No network.");
    };
    private static final DigitSource.Download MUST_NOT_HAPPEN = directory -> {
        throw new AssertionError("a download where none was due");
    };
    private static final int GENERATED = 40;

    @TempDir
    Path folder;

    private Path usual;

    @BeforeEach
    void defaultDirectory() {
        usual = folder.resolve("data").resolve("mnist");
    }

    @Test
    void aNamedDirectoryGoesBeforeEverything() throws IOException {
        IdxFiles.directory(folder.resolve("named"), 6, 5);
        IdxFiles.directory(folder.resolve("environment"), 7, 5);
        IdxFiles.directory(usual, 8, 5);
        DigitSource.Found found = source(MUST_NOT_HAPPEN)
                .find(Optional.of(folder.resolve("named").toString()), environment("environment"));
        assertThat(found.digits().train().size()).isEqualTo(6);
        assertThat(found.notices()).isEmpty();
    }

    @Test
    void theEnvironmentGoesBeforeTheDefaultDirectory() throws IOException {
        IdxFiles.directory(folder.resolve("environment"), 7, 5);
        IdxFiles.directory(usual, 8, 5);
        DigitSource source = source(MUST_NOT_HAPPEN);
        assertThat(source.find(Optional.empty(), environment("environment"))
                        .digits()
                        .train()
                        .size())
                .isEqualTo(7);
        assertThat(source.find(Optional.empty(), Map.of("MNIST_DIR", " "))
                        .digits()
                        .train()
                        .size())
                .as("an empty variable names nothing")
                .isEqualTo(8);
    }

    @Test
    void aNamedDirectoryThatFailsIsAnErrorAndNothingElseIsTried() throws IOException {
        IdxFiles.directory(usual, 8, 5);
        DigitSource source = source(MUST_NOT_HAPPEN);
        String missing = folder.resolve("missing").toString();
        assertThatThrownBy(() -> source.find(Optional.of(missing), Map.of()))
                .isInstanceOf(DigitsUnavailableException.class)
                .hasMessageContaining("There is no directory " + missing);
        assertThatThrownBy(() -> source.find(Optional.empty(), environment("missing")))
                .isInstanceOf(DigitsUnavailableException.class);
        assertThatThrownBy(() -> source.find(Optional.of("a\0b"), Map.of())).isInstanceOf(IOException.class);
    }

    @Test
    void theWordGeneratedAsksForGeneratedDigits() throws IOException {
        IdxFiles.directory(usual, 8, 5);
        DigitSource.Found found = source(MUST_NOT_HAPPEN).find(Optional.of("generated"), Map.of());
        assertThat(found.digits().generated()).isTrue();
        assertThat(found.digits().source()).isEqualTo("generated digits, seed 3");
        assertThat(found.notices()).as("nothing unusual: they were asked for").isEmpty();
    }

    @Test
    void whatIsNotThereIsDownloaded() throws IOException {
        DigitSource.Found found =
                source(directory -> IdxFiles.directory(directory, 9, 5)).find(Optional.empty(), Map.of());
        assertThat(found.digits().train().size()).isEqualTo(9);
        assertThat(found.notices()).isEmpty();
    }

    @Test
    void damagedFilesInTheDefaultDirectoryAreDownloadedAgain() throws IOException {
        IdxFiles.directory(usual, 8, 5);
        Files.write(usual.resolve("train-images-idx3-ubyte.gz"), new byte[9]);
        DigitSource.Found found =
                source(directory -> IdxFiles.directory(directory, 9, 5)).find(Optional.empty(), Map.of());
        assertThat(found.digits().train().size()).isEqualTo(9);
    }

    @Test
    void withoutNetworkGeneratedDigitsComeWithANoticeThatSaysWhy() throws IOException {
        IdxFiles.directory(usual, 8, 5);
        Files.delete(usual.resolve("t10k-labels-idx1-ubyte.gz"));
        DigitSource.Found found = source(NO_NETWORK).find(Optional.empty(), Map.of());
        assertThat(found.digits().generated()).isTrue();
        assertThat(found.notices())
                .singleElement()
                .asString()
                .startsWith("MNIST is not available, so generated digits are used")
                .contains("lacks t10k-labels-idx1-ubyte.gz")
                .endsWith("No network.");
    }

    @Test
    void anInterruptedDownloadIsNoReasonToGenerate() {
        DigitSource source = source(directory -> {
            throw new InterruptedIOException("stopped");
        });
        assertThatThrownBy(() -> source.find(Optional.empty(), Map.of())).isInstanceOf(InterruptedIOException.class);
    }

    private DigitSource source(DigitSource.Download download) {
        return new DigitSource(usual, download, () -> GeneratedDigits.generate(3, GENERATED, GENERATED));
    }

    private Map<String, String> environment(String directory) {
        return Map.of("MNIST_DIR", folder.resolve(directory).toString());
    }
}
