package io.github.trocr4j.data.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.RowHand;
import io.github.trocr4j.data.Seeds;
import io.github.trocr4j.data.Sha256;
import io.github.trocr4j.data.lines.ComposedRows.Row;
import io.github.trocr4j.data.lines.ComposedRows.Trait;
import io.github.trocr4j.image.Picture;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ComposedRowsTest {
    private static final DigitSet DIGITS = GeneratedDigits.generate(1, 400, 1).train();
    private static final ComposedRows ROWS = new ComposedRows(DIGITS, 1);
    private static final List<Row> MANY =
            IntStream.range(0, 4_000).mapToObj(ROWS::row).toList();

    @Test
    void aRowDependsOnDigitsSeedAndIndexOnly() {
        Row row = ROWS.row(7);
        assertThat(content(new ComposedRows(DIGITS, 1).row(7))).isEqualTo(content(row));
        assertThat(content(ROWS.row(8))).isNotEqualTo(content(row));
        assertThat(content(new ComposedRows(DIGITS, 2).row(7))).isNotEqualTo(content(row));
    }

    @Test
    void theSameSeedGivesTheSamePixelsOnEveryPlatform() {
        byte[] all = new byte[0];
        for (Row row : MANY.subList(0, 200)) {
            all = (Sha256.of(all) + content(row)).getBytes(StandardCharsets.US_ASCII);
        }
        // Another hash would make figures of older runs incomparable.
        assertThat(Sha256.of(all)).isEqualTo("757be043f0b2e3d70825031dd308e24953b9b041f3e9486b1138bfd3e1b0a905");
    }

    @Test
    void theTextIsItsDigitsOnly() {
        assertThat(MANY).allMatch(row -> row.text().matches("[0-9]{0,12}"));
        assertThat(MANY).allMatch(row -> row.text().isEmpty() == row.traits().contains(Trait.EMPTY));
    }

    @Test
    void everyLengthOccursAndShortOnesAreFrequent() {
        Map<Integer, Integer> lengths = new TreeMap<>();
        MANY.forEach(row -> lengths.merge(row.text().length(), 1, Integer::sum));
        assertThat(lengths.keySet())
                .containsExactlyElementsOf(IntStream.rangeClosed(0, 12).boxed().toList());
        assertThat(lengths.get(0)).isBetween(60, 180);
        assertThat(lengths.get(1)).isGreaterThan(600);
        IntStream.rangeClosed(2, 8)
                .forEach(length ->
                        assertThat(lengths.get(length)).as("%s", length).isGreaterThan(180));
    }

    @Test
    void everyDigitIsFrequentAtEveryPlace() {
        for (int place = 0; place < 5; place++) {
            int at = place;
            for (char digit = '0'; digit <= '9'; digit++) {
                char wanted = digit;
                assertThat(MANY)
                        .filteredOn(
                                row -> row.text().length() > at && row.text().charAt(at) == wanted)
                        .as("%s at %s", digit, place)
                        .hasSizeGreaterThan(80);
            }
        }
    }

    @Test
    void everyTraitOccurs() {
        Map<Trait, Integer> counts = new EnumMap<>(Trait.class);
        MANY.forEach(row -> row.traits().forEach(trait -> counts.merge(trait, 1, Integer::sum)));
        assertThat(counts.keySet()).containsExactly(Trait.values());
        assertThat(counts.values()).allMatch(count -> count > 50);
        assertThat(counts.get(Trait.SCANNED)).isBetween(2_000, 2_320);
        assertThat(counts.get(Trait.SCANNED) + counts.get(Trait.GENERATED)).isEqualTo(MANY.size());
    }

    @Test
    void aPictureIsGrayAndAsHighAsARow() {
        assertThat(MANY)
                .allMatch(row -> row.picture().isGray()
                        && row.picture().height() >= 18
                        && row.picture().height() <= 80
                        && row.picture().width() >= 12
                        && row.picture().width() <= 20 * row.picture().height());
    }

    @Test
    void theWritingStandsOutFromThePaper() {
        for (Row row : MANY) {
            if (!row.text().isEmpty()) {
                int[] levels = levels(row.picture());
                int darkest = levels[levels.length / 200];
                int lightest = levels[levels.length - 1 - levels.length / 200];
                assertThat(lightest - darkest).as("%s", row).isGreaterThan(30);
            }
        }
    }

    @Test
    void theDigitsAreInsideThePicture() {
        // Nothing else is drawn in these rows, and the paper is even.
        List<Row> plain = MANY.stream()
                .filter(row -> row.traits().contains(Trait.SCREEN)
                        && !row.text().isEmpty()
                        && row.picture().height() >= 40)
                .toList();
        assertThat(plain).hasSizeGreaterThan(300);
        for (Row row : plain) {
            Picture picture = row.picture();
            byte[] gray = picture.gray();
            int paper =
                    levels(picture)[row.traits().contains(Trait.LIGHT_INK) ? gray.length / 10 : gray.length * 9 / 10];
            for (int i = 0; i < gray.length; i++) {
                int x = i % picture.width();
                int y = i / picture.width();
                if (x == 0 || y == 0 || x == picture.width() - 1 || y == picture.height() - 1) {
                    assertThat(Math.abs((gray[i] & 0xff) - paper))
                            .as("%s at %s", row, i)
                            .isLessThan(60);
                }
            }
        }
    }

    @Test
    void aBilevelPictureHasTwoColours() {
        assertThat(MANY)
                .filteredOn(row -> row.traits().contains(Trait.BILEVEL))
                .allMatch(row -> IntStream.of(levels(row.picture())).allMatch(level -> level == 0 || level == 255));
    }

    @Test
    void theInkIsMostlyDark() {
        long light = MANY.stream()
                .filter(row -> row.traits().contains(Trait.LIGHT_INK))
                .count();
        assertThat(light).isBetween(300L, 700L);
    }

    @Test
    void rowsWithoutDigitsAreOfManyKinds() {
        List<Row> empty = MANY.stream().filter(row -> row.text().isEmpty()).toList();
        assertThat(empty).anyMatch(row -> {
            int[] levels = levels(row.picture());
            return levels[0] == levels[levels.length - 1];
        });
        assertThat(empty)
                .anyMatch(row -> row.picture().width() > 2 * row.picture().height());
    }

    @Test
    void aHandWritesDigitsOneHighOnTheBaseLine() {
        for (int i = 0; i < 500; i++) {
            RowHand hand = RowHand.draw(Seeds.random(5, i));
            for (char digit = '0'; digit <= '9'; digit++) {
                double[] y = hand.write(digit, Seeds.random(6, i, digit)).stream()
                        .flatMapToDouble(line -> Arrays.stream(line[1]))
                        .sorted()
                        .toArray();
                assertThat(y[y.length - 1] - y[0]).isCloseTo(1, Offset.offset(1e-9));
                assertThat(y[y.length - 1]).isBetween(-1e-9, 0.36);
            }
        }
    }

    @Test
    void aHandWritesEveryMark() {
        RowHand hand = RowHand.draw(Seeds.random(5));
        for (char mark : RowHand.MARKS.toCharArray()) {
            assertThat(hand.write(mark, Seeds.random(mark))).as("%s", mark).isNotEmpty();
        }
        assertThatThrownBy(() -> hand.write('ß', Seeds.random(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found \"ß\"");
    }

    @Test
    void aSetWithoutADigitIsRefused() {
        DigitSet ones = DIGITS.select(IntStream.range(0, DIGITS.size())
                .filter(i -> DIGITS.label(i) != 3)
                .toArray());
        assertThatThrownBy(() -> new ComposedRows(ones, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected digits from 0 to 9, found no 3");
    }

    private static int[] levels(Picture picture) {
        byte[] gray = picture.gray();
        return IntStream.range(0, gray.length).map(i -> gray[i] & 0xff).sorted().toArray();
    }

    private static String content(Row row) {
        return Sha256.of(row.picture().gray()) + row.picture().width() + row.text() + row.traits();
    }
}
