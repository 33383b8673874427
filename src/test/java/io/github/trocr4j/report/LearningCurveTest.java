package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.report.LearningCurve.Point;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class LearningCurveTest {
    private static final List<MetricsRow> ROWS = List.of(
            training(1, 2.0),
            training(2, 1.0),
            MetricsRow.evaluation(2, 1, 64, OptionalDouble.of(0.8), 0.5, 0.9, 3),
            training(3, Double.NaN),
            MetricsRow.evaluation(3, 1, 96, OptionalDouble.of(0.4), 0.75, 0.95, 4));

    @Test
    void drawsMetricsOverStripsSeenAsSvg() throws Exception {
        Document svg = parsed(LearningCurve.svg("quick-1", RunKind.STRIPS, ROWS));

        assertThat(svg.getDocumentElement().getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(6);
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(5);
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("quick-1", "strips seen", "exact strips 75.0 %", "digits 95.0 %")
                .contains("0.7500 after 96 strips");
    }

    @Test
    void drawsTheErrorRateOfLines() throws Exception {
        Document svg = parsed(LearningCurve.svg(
                "lines-1",
                RunKind.LINES,
                List.of(training(1, 2.0), MetricsRow.evaluation(1, 1, 32, OptionalDouble.empty(), 0.75, 0.0123, 3))));

        assertThat(svg.getDocumentElement().getTextContent())
                .contains("lines seen", "exact lines 75.0 %", "CER 1.23 %", "0.0123 after 32 lines")
                .doesNotContain("strips", "digits");
    }

    @Test
    void titlesCannotBreakTheDrawing() throws Exception {
        Document svg = parsed(LearningCurve.svg("a < b & 'c' > \"d\"", RunKind.STRIPS, ROWS));

        assertThat(svg.getDocumentElement().getTextContent()).contains("a < b & 'c' > \"d\"");
    }

    @Test
    void isTheSameInEachLocale() {
        String before = LearningCurve.svg("run", RunKind.STRIPS, ROWS);
        Locale locale = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(LearningCurve.svg("run", RunKind.STRIPS, ROWS)).isEqualTo(before);
        } finally {
            Locale.setDefault(locale);
        }
    }

    @Test
    void aRunThatHasJustBegunHasEmptyPanels() throws Exception {
        assertThat(parsed(LearningCurve.svg("new", RunKind.STRIPS, List.of()))
                        .getElementsByTagName("polyline")
                        .getLength())
                .isZero();
        parsed(LearningCurve.svg("one step", RunKind.STRIPS, ROWS.subList(0, 1)));
        parsed(LearningCurve.svg("nothing but zeros", RunKind.STRIPS, List.of(training(1, 0), training(2, 0))));
    }

    @Test
    void nonFiniteLossesAreOmitted() {
        assertThat(LearningCurve.points(ROWS, MetricsRow::trainLoss))
                .containsExactly(new Point(32, 2), new Point(64, 1));
    }

    @Test
    void smoothingStartsAtTheFirstValueAndKeepsConstants() {
        List<Point> points =
                IntStream.range(0, 500).mapToObj(i -> new Point(i, 3)).toList();

        assertThat(LearningCurve.smoothed(points))
                .allSatisfy(p -> assertThat(p.y()).isEqualTo(3, within(1e-9)));
    }

    @Test
    void longRunsAreThinnedButKeepTheirEnd() {
        List<Point> points =
                IntStream.range(0, 100_000).mapToObj(i -> new Point(i, i)).toList();

        assertThat(LearningCurve.thinned(points)).hasSizeLessThanOrEqualTo(501).endsWith(new Point(99_999, 99_999));
        assertThat(LearningCurve.thinned(points.subList(0, 20))).hasSize(20);
    }

    private static MetricsRow training(int step, double loss) {
        return MetricsRow.training(step, 1, 32L * step, loss, 1e-4, 1, 10, step);
    }

    private static Document parsed(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
