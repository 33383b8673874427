package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.PictureReadings.Outcome;
import io.github.trocr4j.image.Pages;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.UnreadableImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PictureReadingsTest {
    private static final Picture SMALL = Pages.page(Pages.column("704"));
    private static final Picture ROWS = Pages.page(Pages.column("704", "15", "93862"));
    private static final Picture BLANK = Picture.gray(new byte[28 * 140], 140, 28);
    private static final Picture LARGE = Picture.gray(new byte[4_000_000], 2000, 2000);

    private final List<String> taken = new ArrayList<>();
    private LineReader reader;

    @BeforeEach
    void load() throws IOException {
        reader = SmallModels.digits().reader();
    }

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void readsTogetherAndAnswersInOrder() {
        UnreadableImageException problem = new UnreadableImageException("two.png", "does not exist", null);
        PictureReadings<String> readings = readings(3, name -> switch (name) {
            case "one" -> SMALL;
            case "two" -> throw problem;
            case "three" -> ROWS;
            default -> BLANK;
        });
        List<Outcome<String>> outcomes = new ArrayList<>();
        readings.forEachRemaining(outcomes::add);
        assertThat(outcomes).extracting(Outcome::key).containsExactly("one", "two", "three", "four");
        assertThat(outcomes).extracting(outcome -> outcome.lines().size()).containsExactly(1, 0, 3, 0);
        assertThat(outcomes)
                .extracting(Outcome::problem)
                .containsExactly(Optional.empty(), Optional.of(problem), Optional.empty(), Optional.empty());
        assertThat(outcomes.get(2).lines()).extracting(Line::y).isSorted();
        assertThatThrownBy(readings::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aPictureHasTheLinesOfASingleRead() {
        PictureReadings<String> readings = readings(4, name -> ROWS);
        List<String> alone = texts(reader.read(ROWS));
        readings.forEachRemaining(outcome -> assertThat(texts(outcome.lines())).isEqualTo(alone));
    }

    @Test
    void picturesAreTakenLazily() {
        PictureReadings<String> readings = readings(2, name -> SMALL);
        assertThat(taken).isEmpty();
        readings.next();
        readings.next();
        assertThat(taken).containsExactly("one", "two");
    }

    @Test
    void largeRowsFormSmallerBatches() throws IOException {
        try (LineReader whole = SmallModels.digits().reader(ReaderOptions.DEFAULT.withFindRows(false))) {
            readings(4, name -> name.equals("two") ? LARGE : SMALL, whole).next();
            assertThat(taken).containsExactly("one", "two");
        }
    }

    @Test
    void orThrowReturnsTheLinesOrThrowsTheProblem() throws IOException {
        Line line = new Line(new Reading("70415", List.of(), false), 1, 2, 3, 4);
        UnreadableImageException problem = new UnreadableImageException("a\nb\u001b[31m.png", "is empty", null);
        assertThat(new Outcome<>(1, List.of(line), Optional.empty()).orThrow()).containsExactly(line);
        assertThat(new Outcome<>(1, List.of(), Optional.empty()).orThrow()).isEmpty();
        assertThatThrownBy(() -> new Outcome<>(1, List.of(), Optional.of(problem)).orThrow())
                .isSameAs(problem)
                .hasMessage("a b?[31m.png: is empty.");
    }

    @Test
    void otherErrorsEndTheIteration() {
        PictureReadings<String> readings = readings(1, name -> {
            throw new IOException("the network is down");
        });
        assertThatThrownBy(readings::next).hasMessage("the network is down").hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aBatchHasAtLeastOnePicture() {
        assertThatThrownBy(() -> readings(0, name -> SMALL)).hasMessage("most: expected at least 1, found 0");
    }

    private static List<String> texts(List<Line> lines) {
        return lines.stream().map(Line::text).toList();
    }

    private PictureReadings<String> readings(int most, PictureReadings.Source<String> source) {
        return readings(most, source, reader);
    }

    private PictureReadings<String> readings(int most, PictureReadings.Source<String> source, LineReader with) {
        Iterator<String> names = List.of("one", "two", "three", "four").iterator();
        return new PictureReadings<>(
                names,
                name -> {
                    taken.add(name);
                    return source.picture(name);
                },
                with,
                most);
    }
}
