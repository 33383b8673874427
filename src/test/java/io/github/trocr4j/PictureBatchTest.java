package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.PictureBatch.Outcome;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.PictureFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PictureBatchTest {
    private static final Picture BLACK = Picture.gray(new byte[28 * 140], 140, 28);

    @Test
    void readsTogetherAndAnswersInOrder() throws IOException {
        PictureBatch<Integer, String> batch = batch(3);
        batch.add(1, "one.png", () -> BLACK);
        batch.add(2, "two.png", () -> PictureFile.read(Path.of("no such\tfile.png")));
        batch.add(3, "three.png", () -> BLACK);
        assertThat(batch.isFull()).isTrue();
        assertThat(batch.read())
                .containsExactly(
                        new Outcome<>(1, Optional.of("140 wide, of 2"), Optional.empty()),
                        new Outcome<>(2, Optional.empty(), Optional.of("two.png: does not exist.")),
                        new Outcome<>(3, Optional.of("140 wide, of 2"), Optional.empty()));
        assertThat(batch.isEmpty()).isTrue();
        assertThat(batch.read()).isEmpty();
    }

    @Test
    void largePicturesFillItSooner() throws IOException {
        PictureBatch<Integer, String> batch = batch(100);
        batch.add(1, "small", () -> BLACK);
        assertThat(batch.isFull()).isFalse();
        batch.add(2, "large", () -> Picture.gray(new byte[4_000_000], 2000, 2000));
        assertThat(batch.isFull()).isTrue();
    }

    @Test
    void aSentenceIsOneLineWhateverTheName() throws IOException {
        PictureBatch<Integer, String> batch = batch(1);
        batch.addProblem(1, "a\nb\u001b[31m.png", "is empty");
        assertThat(batch.read().get(0).problem()).contains("a b?[31m.png: is empty.");
    }

    @Test
    void whatIsNoMatterOfAPictureIsTheCallers() {
        PictureBatch<Integer, String> batch = batch(1);
        assertThatThrownBy(() -> batch.add(1, "far away", () -> {
                    throw new IOException("the network is down");
                }))
                .hasMessage("the network is down");
        assertThat(batch.isEmpty()).isTrue();
    }

    private static PictureBatch<Integer, String> batch(int most) {
        return new PictureBatch<>(
                PictureBatch.strips(5, true),
                pictures -> pictures.stream()
                        .map(picture -> picture.width() + " wide, of " + pictures.size())
                        .toList(),
                most);
    }
}
