package io.github.trocr4j.image.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.data.lines.ComposedPages;
import io.github.trocr4j.data.lines.ComposedPages.Box;
import io.github.trocr4j.data.lines.ComposedPages.PageNumber;
import io.github.trocr4j.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many rows are lost or too many on pages of every kind, and how many digits the crops do not hold. */
@Tag("slow")
class RowFinderKindsTest {
    /** Overlap of boxes, as intersection over union, that counts as found. */
    private static final double SAME = 0.5;

    /** Of the height of a row: half of the margin of its crop, which a digit may use. */
    private static final double MARGIN = 0.125;

    private static final int PAGES = 10;

    private record Truth(int[] box, List<int[]> digits) {}

    private record Figures(int rows, int lost, int extra, int digits, int cut) {
        Figures plus(Figures other) {
            return new Figures(
                    rows + other.rows, lost + other.lost, extra + other.extra, digits + other.digits, cut + other.cut);
        }
    }

    @Test
    void composedPagesHaveTheirRowsAndDigits() {
        Map<String, Figures> kinds = new TreeMap<>();
        ComposedPages pages = ComposedPages.generated(7);
        for (ComposedPages.Kind kind : ComposedPages.Kind.values()) {
            for (int i = 0; i < PAGES && kind != ComposedPages.Kind.EMPTY; i++) {
                ComposedPages.Page page = pages.page(kind, i);
                List<Truth> truth =
                        page.numbers().stream().map(RowFinderKindsTest::truth).toList();
                kinds.merge(kind.name(), figures(page.picture(), truth), Figures::plus);
            }
        }
        assertShares(kinds, 0.01, 0.02, 0.02);
    }

    @Test
    void writtenPagesHaveTheirRows() {
        Map<String, Figures> kinds = new TreeMap<>();
        for (WritingPages.Kind kind : WritingPages.Kind.values()) {
            for (int seed = 0; seed < PAGES; seed++) {
                WritingPages.Page page = WritingPages.of(kind, seed);
                List<Truth> truth = page.rows().stream()
                        .map(row -> new Truth(row, List.of()))
                        .toList();
                kinds.merge(kind.name(), figures(page.picture(), truth), Figures::plus);
            }
        }
        // A stamp with strokes in it is as good as a row.
        kinds.computeIfPresent("STAMP", (kind, of) -> new Figures(of.rows(), of.lost(), 0, of.digits(), of.cut()));
        // What is lost is under stamps and in tables; half of what is too many is at the edge of one shadow.
        assertShares(kinds, 0.05, 0.07, 0);
    }

    private static Truth truth(PageNumber number) {
        return new Truth(
                new int[] {number.x(), number.y(), number.width(), number.height()},
                number.digits().stream().map(RowFinderKindsTest::box).toList());
    }

    private static int[] box(Box box) {
        return new int[] {box.x(), box.y(), box.width(), box.height()};
    }

    private static void assertShares(Map<String, Figures> kinds, double lost, double extra, double cut) {
        assertThat(share(kinds, Figures::lost, Figures::rows)).as("%s", kinds).isLessThanOrEqualTo(lost);
        assertThat(share(kinds, Figures::extra, Figures::rows)).as("%s", kinds).isLessThanOrEqualTo(extra);
        assertThat(share(kinds, Figures::cut, Figures::digits)).as("%s", kinds).isLessThanOrEqualTo(cut);
    }

    private static double share(Map<String, Figures> kinds, ToIntFunction<Figures> part, ToIntFunction<Figures> whole) {
        return (double) kinds.values().stream().mapToInt(part).sum()
                / Math.max(1, kinds.values().stream().mapToInt(whole).sum());
    }

    private static Figures figures(Picture picture, List<Truth> truth) {
        List<WritingRow> left = new ArrayList<>(RowFinder.find(picture));
        int lost = 0;
        int digits = 0;
        int cut = 0;
        for (Truth number : truth) {
            WritingRow best = null;
            for (WritingRow row : left) {
                if (overlap(row, number.box()) >= (best == null ? SAME : overlap(best, number.box()))) {
                    best = row;
                }
            }
            digits += number.digits().size();
            if (best == null) {
                lost++;
                cut += number.digits().size();
                continue;
            }
            left.remove(best);
            for (int[] digit : number.digits()) {
                cut += holds(best, digit) ? 0 : 1;
            }
        }
        return new Figures(truth.size(), lost, left.size(), digits, cut);
    }

    private static boolean holds(WritingRow row, int[] digit) {
        double margin = 1 + MARGIN * row.height();
        return digit[0] >= row.x() - margin
                && digit[0] + digit[2] <= row.x() + row.width() + margin
                && digit[1] >= row.y() - margin
                && digit[1] + digit[3] <= row.y() + row.height() + margin;
    }

    private static double overlap(WritingRow row, int[] box) {
        double width = Math.min(row.x() + row.width(), box[0] + box[2]) - Math.max(row.x(), box[0]);
        double height = Math.min(row.y() + row.height(), box[1] + box[3]) - Math.max(row.y(), box[1]);
        double both = Math.max(0, width) * Math.max(0, height);
        return both / ((double) row.width() * row.height() + (double) box[2] * box[3] - both);
    }
}
