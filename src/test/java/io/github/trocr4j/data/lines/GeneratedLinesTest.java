package io.github.trocr4j.data.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.data.HandwrittenLine;
import io.github.trocr4j.data.Seeds;
import io.github.trocr4j.data.Sha256;
import io.github.trocr4j.data.lines.LineData.Split;
import io.github.trocr4j.image.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratedLinesTest {
    private static final String ALL = HandwrittenLine.CHARACTERS;

    private final GeneratedLines lines = new GeneratedLines("0123456789.-/", 1, 12, 1);

    @TempDir
    Path folder;

    @Test
    void aLineDependsOnSeedAndIndexOnly() {
        GeneratedLines.Line line = lines.line(7);
        assertThat(pixels(lines.line(7))).isEqualTo(pixels(line));
        assertThat(pixels(lines.line(8))).isNotEqualTo(pixels(line));
        assertThat(pixels(new GeneratedLines("0123456789.-/", 1, 12, 2).line(7)))
                .isNotEqualTo(pixels(line));
    }

    @Test
    void theSameSeedGivesTheSamePixelsOnEveryPlatform() {
        byte[] all = new byte[0];
        for (int i = 0; i < 50; i++) {
            all = (Sha256.of(all) + pixels(lines.line(i))).getBytes(StandardCharsets.US_ASCII);
        }
        // Another hash would make figures of older runs incomparable.
        assertThat(Sha256.of(all)).isEqualTo("1bf487ec447b60cd0c5334f1afc380b1624d962cd9a5f21dfab3a7fba026a40f");
    }

    @Test
    void everyLengthAndEveryCharacterIsFrequent() {
        List<String> texts = texts("0123456789.-/", 12, 6_000);
        Map<Integer, Integer> lengths = new TreeMap<>();
        texts.forEach(text -> lengths.merge(text.length(), 1, Integer::sum));
        assertThat(lengths.keySet())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 12).boxed().toList());
        assertThat(lengths.values()).allMatch(count -> count > 400 && count < 600);
        Map<Integer, Integer> characters = new TreeMap<>();
        texts.forEach(text -> text.chars().forEach(character -> characters.merge(character, 1, Integer::sum)));
        assertThat(characters).hasSize(13);
        assertThat(characters.values()).allMatch(count -> count > 1_500);
    }

    @Test
    void someTextsAreDatesAndAmounts() {
        List<String> texts = texts(ALL, 14, 6_000);
        for (String form : List.of("\\d\\d\\.\\d\\d\\.20\\d\\d", "[1-9]\\d*,\\d\\d", "-[1-9]\\d+", "\\d\\d:\\d\\d")) {
            assertThat(texts).as(form).filteredOn(text -> text.matches(form)).hasSizeGreaterThan(10);
        }
    }

    @Test
    void aSpaceStandsBetweenTwoOtherCharacters() {
        List<String> texts = texts("1 ", 9, 2_000);
        assertThat(texts).allMatch(text -> text.equals(text.strip()) && !text.contains("  "));
        assertThat(texts).anyMatch(text -> text.contains(" "));
    }

    @Test
    void noInkTouchesTheEdge() {
        for (String text : texts(ALL, 12, 500)) {
            HandwrittenLine line = HandwrittenLine.write(text, Seeds.random(text.hashCode()));
            for (int x = 0; x < line.width(); x++) {
                assertThat(line.coverage()[x]).as(text).isZero();
                assertThat(line.coverage()[(line.height() - 1) * line.width() + x])
                        .as(text)
                        .isZero();
            }
            for (int y = 0; y < line.height(); y++) {
                assertThat(line.coverage()[y * line.width()]).as(text).isZero();
                assertThat(line.coverage()[(y + 1) * line.width() - 1]).as(text).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {". 0.8 1.2", ", 0.8 1.4", "- 0.3 0.8", "+ 0.1 1.05", ": 0.15 1.15", "/ -0.35 1.35", "1 -0.35 1.25"
            })
    void marksAreWhereTheyBelong(String character, double highest, double lowest) {
        for (int i = 0; i < 200; i++) {
            HandwrittenLine line = HandwrittenLine.write(character, Seeds.random(3, i));
            double top = line.baseLine() + (highest - 1) * line.digitHeight();
            double bottom = line.baseLine() + (lowest - 1) * line.digitHeight();
            assertThat(IntStream.range(0, line.coverage().length).filter(p -> line.coverage()[p] > 0.5f))
                    .as("%s %s", character, i)
                    .isNotEmpty()
                    .map(p -> p / line.width())
                    .allMatch(y -> y + 1 >= top && y <= bottom);
        }
    }

    @Test
    void theInkIsDarkAndThePaperLight() {
        for (int i = 0; i < 300; i++) {
            byte[] gray = lines.line(i).picture().gray();
            int[] sorted = IntStream.range(0, gray.length)
                    .map(p -> gray[p] & 0xff)
                    .sorted()
                    .toArray();
            assertThat(sorted[sorted.length * 3 / 4]).as("paper of %s", i).isGreaterThan(170);
            assertThat(sorted[3]).as("ink of %s", i).isLessThan(150);
        }
    }

    @Test
    void theWidthFollowsTheText() {
        assertThat(mean(new GeneratedLines("0123456789", 12, 12, 1)))
                .isGreaterThan(5 * mean(new GeneratedLines("0123456789", 1, 1, 1)));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        GeneratedLines all = new GeneratedLines(ALL, 1, 9, 3);
        ImageFolderWriter.write(all, Map.of(Split.TRAIN, 40, Split.VALIDATION, 3, Split.TEST, 5), folder);

        LineData data = LineDataReader.read(folder, LineDataReader.Columns.DEFAULT);

        assertThat(data.refused().total()).isZero();
        assertThat(data.notices()).isEmpty();
        assertThat(data.unlabelled()).isEmpty();
        assertThat(data.train())
                .extracting(LabelledLine::text)
                .isEqualTo(
                        IntStream.range(0, 40).mapToObj(i -> all.line(i).text()).toList());
        assertThat(data.validation()).hasSize(3);
        assertThat(data.test()).hasSize(5);
        for (LabelledLine line : data.all()) {
            assertThat(ImageIO.read(line.file().toFile()).getHeight()).isBetween(30, 130);
        }
    }

    @Test
    void aSplitDoesNotDependOnTheOthers() throws IOException {
        ImageFolderWriter.write(lines, Map.of(Split.TRAIN, 9, Split.TEST, 4), folder.resolve("a"));
        ImageFolderWriter.write(lines, Map.of(Split.TRAIN, 2, Split.TEST, 5), folder.resolve("b"));
        for (String file : List.of("train/000001.png", "test/000003.png")) {
            assertThat(folder.resolve("a").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("b").resolve(file));
        }
        assertThat(folder.resolve("a/train/000003.png")).exists();
        try (Stream<Path> files = Files.list(folder.resolve("b"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("train", "test");
        }
    }

    @Test
    void aCharacterThatCannotBeDrawnIsRefused() {
        assertThatThrownBy(() -> new GeneratedLines("01é", 1, 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0123456789.,-/+: ")
                .hasMessageContaining("U+00E9");
        assertThatThrownBy(() -> new GeneratedLines("010", 1, 2, 1)).hasMessageContaining("\"0\" twice");
        assertThatThrownBy(() -> new GeneratedLines(" ", 1, 2, 1)).hasMessageContaining("not only a space");
        assertThatThrownBy(() -> new GeneratedLines("01", 3, 2, 1)).hasMessageContaining("found 3 to 2");
    }

    private static List<String> texts(String alphabet, int maxLength, int count) {
        GeneratedTexts texts = new GeneratedTexts(alphabet, 1, maxLength);
        return IntStream.range(0, count)
                .mapToObj(i -> texts.draw(Seeds.random(1, i)))
                .toList();
    }

    private static double mean(GeneratedLines lines) {
        return IntStream.range(0, 200)
                .map(i -> lines.line(i).picture().width())
                .average()
                .orElseThrow();
    }

    private static String pixels(GeneratedLines.Line line) {
        Picture picture = line.picture();
        return Sha256.of(picture.plane(0)) + Sha256.of(picture.plane(2)) + line.text();
    }
}
