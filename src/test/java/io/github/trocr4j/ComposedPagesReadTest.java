package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.data.lines.ComposedPages;
import io.github.trocr4j.data.lines.ComposedPages.Kind;
import io.github.trocr4j.data.lines.ComposedPages.Page;
import io.github.trocr4j.data.lines.ComposedPages.PageNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The model that comes with the library on pages of generated hands that it has not seen: how many numbers it reads, by
 * kind of page. The figures of scanned digits are in docs/recipe.md.
 */
@Tag("slow")
class ComposedPagesReadTest {
    private static final int PAGES = 12;

    /** Numbers of all pages of a kind, those read exactly, and lines that are none of them. */
    private record Counts(int numbers, int right, int extra) {
        Counts plus(Counts other) {
            return new Counts(numbers + other.numbers, right + other.right, extra + other.extra);
        }
    }

    @Test
    void numbersOfEachKindAreRead() throws IOException {
        Map<Kind, Counts> counts = new EnumMap<>(Kind.class);
        ComposedPages pages = ComposedPages.generated(20);
        try (LineReader reader = LineReader.load()) {
            for (Kind kind : Kind.values()) {
                for (int i = 0; i < PAGES; i++) {
                    Page page = pages.page(kind, i);
                    counts.merge(kind, counts(page, reader.read(page.picture())), Counts::plus);
                }
            }
        }
        Counts all = counts.values().stream().reduce(Counts::plus).orElseThrow();
        assertThat(all.right()).as(counts.toString()).isGreaterThanOrEqualTo(all.numbers() * 92 / 100);
        counts.forEach((kind, each) ->
                assertThat(each.right()).as(kind + " of " + counts).isGreaterThanOrEqualTo(each.numbers() * 62 / 100));
        assertThat(all.extra()).as(counts.toString()).isLessThanOrEqualTo(all.numbers() / 20);
    }

    private static Counts counts(Page page, List<Line> lines) {
        List<Line> left = new ArrayList<>(lines);
        int right = 0;
        for (PageNumber number : page.numbers()) {
            Optional<Line> nearest = left.stream()
                    .filter(line -> shared(line, number) > 0)
                    .max(Comparator.comparingInt(line -> shared(line, number)));
            nearest.ifPresent(left::remove);
            right += nearest.filter(line -> line.text().equals(number.text())).isPresent() ? 1 : 0;
        }
        return new Counts(page.numbers().size(), right, left.size());
    }

    /** Returns the area that a line and a number share. */
    private static int shared(Line line, PageNumber number) {
        int width = Math.min(line.x() + line.width(), number.x() + number.width()) - Math.max(line.x(), number.x());
        int height = Math.min(line.y() + line.height(), number.y() + number.height()) - Math.max(line.y(), number.y());
        return Math.max(0, width) * Math.max(0, height);
    }
}
