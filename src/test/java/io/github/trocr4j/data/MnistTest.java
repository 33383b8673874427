package io.github.trocr4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MnistTest {
    @TempDir
    Path folder;

    @Test
    void thePublishedFilesAreMnist() throws IOException {
        Path published = PublishedMnist.directory();
        Digits mnist = Mnist.load(published);

        assertThat(mnist.train().size()).isEqualTo(60_000);
        assertThat(mnist.test().size()).isEqualTo(10_000);
        assertThat(mnist.origin()).isEqualTo(Digits.Origin.MNIST);
        assertThat(mnist.generated()).isFalse();
        assertThat(mnist.source()).isEqualTo("MNIST (directory " + published + ")");
        assertThat(mnist.sha256().keySet())
                .containsExactlyElementsOf(
                        Mnist.FILES.stream().map(Mnist.DataFile::name).toList());
        assertThat(mnist.sha256().values())
                .containsExactlyElementsOf(
                        Mnist.FILES.stream().map(Mnist.DataFile::sha256).toList());
        // MNIST's first labels, and white ink on black.
        assertThat(IntStream.range(0, 5).map(mnist.train()::label)).containsExactly(5, 0, 4, 1, 9);
        assertThat(IntStream.range(0, 5).map(mnist.test()::label)).containsExactly(7, 2, 1, 0, 4);
        assertThat(mnist.train().image(0)[0]).isZero();
    }

    @Test
    void thePublishedFilesUnpackedAreMnistToo() throws IOException {
        Path published = PublishedMnist.directory();
        for (Mnist.DataFile file : Mnist.FILES) {
            try (var in = new GZIPInputStream(Files.newInputStream(published.resolve(file.name())))) {
                Files.copy(in, folder.resolve(file.uncompressedName()));
            }
        }
        Digits mnist = Mnist.load(folder);
        assertThat(mnist.origin()).isEqualTo(Digits.Origin.MNIST);
        assertThat(mnist.sha256()).containsKey("t10k-labels-idx1-ubyte");
    }

    @Test
    void otherDigitsInTheSameFormatAreTakenAndCalledWhatTheyAre() throws IOException {
        IdxFiles.directory(folder, 12, 7);
        Digits digits = Mnist.load(folder);
        assertThat(digits.train().size()).isEqualTo(12);
        assertThat(digits.test().size()).isEqualTo(7);
        assertThat(digits.origin()).isEqualTo(Digits.Origin.OTHER_FILES);
        assertThat(digits.source()).isEqualTo("digits that are not the published MNIST (directory " + folder + ")");
        assertThat(digits.sha256()).hasSize(4);
    }

    @Test
    void packedFilesGoBeforeUnpackedOnes() throws IOException {
        IdxFiles.directory(folder, 3, 3);
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), new byte[0]);
        assertThat(Mnist.load(folder).test().size()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "train-images-idx3-ubyte.gz, train-images.idx3-ubyte.gz",
        "train-labels-idx1-ubyte.gz, train-labels.idx1-ubyte.GZ",
        "t10k-images-idx3-ubyte.gz, T10K-IMAGES-IDX3-UBYTE.GZ",
        "t10k-labels-idx1-ubyte.gz, t10k_labels_idx1_ubyte.gz"
    })
    void otherSpellingsOfTheNamesAreRead(String published, String other) throws IOException {
        IdxFiles.directory(folder, 3, 3);
        Files.move(folder.resolve(published), folder.resolve(other));
        assertThat(Mnist.load(folder).sha256()).containsKey(other);
    }

    @Test
    void unpackedFilesWithDotsAreReadBesideFoldersOfTheName() throws IOException {
        IdxFiles.directory(folder, 3, 3);
        for (Mnist.DataFile file : Mnist.FILES) {
            try (var in = new GZIPInputStream(Files.newInputStream(folder.resolve(file.name())))) {
                Files.copy(
                        in, folder.resolve(file.name().replace("-idx", ".idx").replace(".gz", "")));
            }
            Files.delete(folder.resolve(file.name()));
            Files.createDirectory(folder.resolve(file.uncompressedName())); // as some archives unpack
        }
        assertThat(Mnist.load(folder).sha256())
                .containsOnlyKeys(
                        "train-images.idx3-ubyte",
                        "train-labels.idx1-ubyte",
                        "t10k-images.idx3-ubyte",
                        "t10k-labels.idx1-ubyte");
    }

    @Test
    void ofSeveralSpellingsThePublishedOneIsRead() throws IOException {
        IdxFiles.directory(folder, 3, 3);
        Files.write(folder.resolve("t10k-labels.idx1-ubyte.gz"), new byte[0]);
        Files.write(folder.resolve("T10K-labels-idx1-ubyte"), new byte[0]);
        assertThat(Mnist.load(folder).sha256()).containsKey("t10k-labels-idx1-ubyte.gz");
        Files.delete(folder.resolve("t10k-labels-idx1-ubyte.gz"));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), IdxFiles.labels(3));
        assertThat(Mnist.load(folder).sha256()).containsKey("t10k-labels-idx1-ubyte");
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "MNIST/raw"})
    void foldersOfTorchvisionAreSearched(String raw) throws IOException {
        IdxFiles.directory(folder.resolve(raw), 3, 3);
        assertThat(Mnist.load(folder).train().size()).isEqualTo(3);
        Files.delete(folder.resolve(raw).resolve("train-labels-idx1-ubyte.gz"));
        assertThatThrownBy(() -> Mnist.load(folder)).hasMessageContaining("lacks train-labels-idx1-ubyte.gz (");
    }

    @Test
    void missingFilesAreListed() throws IOException {
        IdxFiles.directory(folder, 3, 3);
        Files.delete(folder.resolve("train-labels-idx1-ubyte.gz"));
        Files.delete(folder.resolve("t10k-images-idx3-ubyte.gz"));
        assertThatThrownBy(() -> Mnist.load(folder))
                .isInstanceOf(DigitsUnavailableException.class)
                .hasMessageContaining("lacks train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz (");
        assertThatThrownBy(() -> Mnist.load(folder.resolve("nowhere")))
                .isInstanceOf(DigitsUnavailableException.class)
                .hasMessageContaining("There is no directory");
    }

    @Test
    void aLabelTooManyIsDamage() throws IOException {
        IdxFiles.directory(folder, 3, 3);
        Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), IdxFiles.gzip(IdxFiles.labels(4)));
        assertThatThrownBy(() -> Mnist.load(folder))
                .isInstanceOf(IdxFormatException.class)
                .hasMessageContaining(
                        "expected a label for each of the 3 images in t10k-images-idx3-ubyte.gz, found 4 labels");
    }
}
