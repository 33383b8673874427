package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.image.ClearDigits;
import io.github.trocr4j.image.Pages;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.Renderings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The model that comes with the library reads clear numbers in pictures of any kind. */
class ShippedModelTest {
    private static LineReader reader;

    @BeforeAll
    static void load() throws IOException {
        reader = LineReader.load();
    }

    @AfterAll
    static void close() {
        if (reader != null) {
            reader.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "15", "704", "2918", "40716", "93862", "7041593"})
    void aPhotographOfANumber(String number) {
        Picture ink = Pages.roomy(Renderings.scaled(ClearDigits.strip(number), 3));
        assertThat(texts(reader.read(Renderings.seen(ink, Pages.PHOTOGRAPH)))).containsExactly(number);
    }

    @Test
    void severalNumbersFromTopToBottom() {
        assertThat(texts(reader.read(Pages.page(Pages.column("704", "15", "93862")))))
                .containsExactly("704", "15", "93862");
    }

    @Test
    void lightOnDark() {
        Picture ink = Pages.roomy(Renderings.scaled(ClearDigits.strip("58203"), 2));
        assertThat(texts(reader.read(Renderings.seen(ink, Pages.BLACKBOARD)))).containsExactly("58203");
    }

    @Test
    void aStripInMnistsForm() {
        assertThat(texts(reader.read(ClearDigits.strip("40716")))).containsExactly("40716");
    }

    @Test
    void aNumberOfKnownLength() throws IOException {
        Picture page = Pages.page(ClearDigits.strip("40716"));
        try (LineReader five = LineReader.load(ReaderOptions.DEFAULT.withLength(5, 5));
                LineReader three = LineReader.load(ReaderOptions.DEFAULT.withLength(3, 3))) {
            Line right = five.read(page).get(0);
            Line wrong = three.read(page).get(0);
            assertThat(right.text()).isEqualTo("40716");
            assertThat(wrong.text()).hasSize(3);
            assertThat(wrong.confidence()).isLessThan(right.confidence());
        }
    }

    @Test
    void blankPaperHasNoLines() {
        assertThat(reader.read(Picture.gray(new byte[140 * 28], 140, 28))).isEmpty();
    }

    @Test
    @Tag("slow")
    void itIsTheOneInTheRepository() throws IOException {
        ModelDirectory inTheJar = ModelDirectory.shipped();
        ModelDirectory inTheRepository = ModelDirectory.load(Path.of("weights", "numbers"));
        assertThat(inTheJar.config()).isEqualTo(inTheRepository.config());
        assertThat(inTheJar.reading()).isEqualTo(inTheRepository.reading());
        assertThat(inTheJar.characters().orElseThrow().alphabet())
                .isEqualTo(inTheRepository.characters().orElseThrow().alphabet());
        assertThat(inTheJar.processor().config())
                .isEqualTo(inTheRepository.processor().config());
        for (String key : inTheJar.weights().arrays().keySet()) {
            assertThat(inTheJar.weights().values(key))
                    .as(key)
                    .isEqualTo(inTheRepository.weights().values(key));
        }
    }

    private static List<String> texts(List<Line> lines) {
        return lines.stream().map(Line::text).toList();
    }
}
