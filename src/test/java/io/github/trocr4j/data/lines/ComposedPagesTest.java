package io.github.trocr4j.data.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.data.lines.ComposedPages.Kind;
import io.github.trocr4j.data.lines.ComposedPages.Page;
import io.github.trocr4j.data.lines.ComposedPages.PageNumber;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ComposedPagesTest {
    private final ComposedPages pages = ComposedPages.generated(1);

    @ParameterizedTest
    @EnumSource
    void aPageDependsOnItsIndexOnly(Kind kind) {
        Page page = pages.page(kind, 3);
        Page again = ComposedPages.generated(1).page(kind, 3);
        assertThat(again.numbers()).isEqualTo(page.numbers());
        assertThat(again.picture().gray()).isEqualTo(page.picture().gray());
        assertThat(pages.page(kind, 4).picture().gray())
                .isNotEqualTo(page.picture().gray());
    }

    @ParameterizedTest
    @EnumSource
    void numbersAreApartAndInsideThePage(Kind kind) {
        for (int i = 0; i < 20; i++) {
            Page page = pages.page(kind, i);
            assertThat(page.numbers().isEmpty()).isEqualTo(kind == Kind.EMPTY);
            PageNumber last = null;
            for (PageNumber number : page.numbers()) {
                assertThat(number.text()).matches("[0-9]{1,12}");
                assertThat(number.x()).isPositive();
                assertThat(number.y()).isPositive();
                assertThat(number.x() + number.width())
                        .isLessThan(page.picture().width());
                assertThat(number.y() + number.height())
                        .isLessThan(page.picture().height());
                if (last != null) {
                    boolean below = number.y() > last.y() + last.height();
                    boolean beside = number.x() > last.x() + last.width() + last.height();
                    assertThat(below || beside).as("%s of %s", number, page).isTrue();
                }
                last = number;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theInkOfANumberIsInItsBox(Kind kind) {
        for (int i = 0; i < 10; i++) {
            Page page = pages.page(kind, i);
            byte[] gray = page.picture().gray();
            int width = page.picture().width();
            for (PageNumber number : page.numbers()) {
                int[] levels = IntStream.range(0, number.width() * number.height())
                        .map(p -> (number.y() + p / number.width()) * width + number.x() + p % number.width())
                        .map(p -> gray[p] & 0xff)
                        .sorted()
                        .toArray();
                assertThat(levels[levels.length - 1] - levels[0])
                        .as("%s", number)
                        .isGreaterThan(40);
            }
        }
    }
}
