package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.PictureReadings.Outcome;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.UnreadableImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PictureReadingsTest {
    private static final Picture SMALL = Picture.gray(new byte[28 * 140], 140, 28);
    private static final Picture LARGE = Picture.gray(new byte[4_000_000], 2000, 2000);

    private final List<String> taken = new ArrayList<>();

    @Test
    void readsTogetherAndAnswersInOrder() {
        UnreadableImageException problem = new UnreadableImageException("two.png", "does not exist", null);
        PictureReadings<String, String> readings = readings(3, name -> {
            if (name.equals("two")) {
                throw problem;
            }
            return SMALL;
        });
        assertThat(readings)
                .toIterable()
                .containsExactly(
                        new Outcome<>("one", Optional.of("140 wide, of 2"), Optional.empty()),
                        new Outcome<>("two", Optional.empty(), Optional.of(problem)),
                        new Outcome<>("three", Optional.of("140 wide, of 2"), Optional.empty()),
                        new Outcome<>("four", Optional.of("140 wide, of 1"), Optional.empty()));
        assertThatThrownBy(readings::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void picturesAreTakenLazily() {
        PictureReadings<String, String> readings = readings(2, name -> SMALL);
        assertThat(taken).isEmpty();
        readings.next();
        readings.next();
        assertThat(taken).containsExactly("one", "two");
    }

    @Test
    void largePicturesFormSmallerBatches() {
        readings(4, name -> name.equals("two") ? LARGE : SMALL).next();
        assertThat(taken).containsExactly("one", "two");
    }

    @Test
    void orThrowReturnsTheReadingOrThrowsTheProblem() throws IOException {
        UnreadableImageException problem = new UnreadableImageException("a\nb\u001b[31m.png", "is empty", null);
        assertThat(new Outcome<>(1, Optional.of("70415"), Optional.empty()).orThrow())
                .isEqualTo("70415");
        assertThatThrownBy(() -> new Outcome<>(1, Optional.empty(), Optional.of(problem)).orThrow())
                .isSameAs(problem)
                .hasMessage("a b?[31m.png: is empty.");
    }

    @Test
    void otherErrorsEndTheIteration() {
        PictureReadings<String, String> readings = readings(1, name -> {
            throw new IOException("the network is down");
        });
        assertThatThrownBy(readings::next).hasMessage("the network is down").hasCauseInstanceOf(IOException.class);
    }

    private PictureReadings<String, String> readings(int most, PictureReadings.Source<String> source) {
        Iterator<String> names = List.of("one", "two", "three", "four").iterator();
        return new PictureReadings<>(
                names,
                name -> {
                    taken.add(name);
                    return source.strip(name);
                },
                pictures -> pictures.stream()
                        .map(picture -> picture.width() + " wide, of " + pictures.size())
                        .toList(),
                most);
    }
}
