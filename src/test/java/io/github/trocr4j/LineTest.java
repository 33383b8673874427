package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.row.WritingRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineTest {
    private static final Reading NUMBER = new Reading("70", List.of(new Reading.Token("70", 0.5f)), true);
    private static final Reading NOTHING = new Reading("", List.of(new Reading.Token("", 0.5f)), false);

    @Test
    void aLineIsAReadingInTheBoxOfItsRow() {
        Line line = Line.of(List.of(row(3, 7)), List.of(NUMBER), true).get(0);
        assertThat(line).isEqualTo(new Line(NUMBER, 3, 7, 20, 10));
        assertThat(line.text()).isEqualTo("70");
        assertThat(line.confidence()).isEqualTo(0.5f);
        assertThat(line.uncertain()).isTrue();
    }

    @Test
    void aRowThatWasFoundButReadAsNothingIsNoLine() {
        List<WritingRow> rows = List.of(row(3, 7), row(3, 27), row(3, 47));
        assertThat(Line.of(rows, List.of(NUMBER, NOTHING, NUMBER), true))
                .extracting(Line::y)
                .containsExactly(7, 47);
    }

    @Test
    void aWholePictureIsALineWhateverIsRead() {
        assertThat(Line.of(List.of(row(0, 0)), List.of(NOTHING), false))
                .singleElement()
                .extracting(Line::text)
                .isEqualTo("");
    }

    private static WritingRow row(int x, int y) {
        return new WritingRow(x, y, 20, 10, Picture.gray(new byte[200], 20, 10));
    }
}
