package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.report.GrowthChart.Curve;
import io.github.trocr4j.report.GrowthChart.Panel;
import io.github.trocr4j.report.GrowthChart.Point;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class GrowthChartTest {
    private static final Curve READ =
            new Curve("read", List.of(new Point(5_120, "32x160", 2.5), new Point(11_520, "48x240", 6)));

    @Test
    void everyPointHasADotAndItsLabelBelow() throws Exception {
        Panel time = new Panel("ms by input", true, true, List.of(READ));
        Panel memory = new Panel("MiB by input", true, false, List.of(READ, new Curve("encoder", READ.points())));
        Document svg = parsed(GrowthChart.svg("a < b", List.of(time, memory)));
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(6);
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(3);
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("a < b", "ms by input", "32x160", "48x240", "2.500 at 32x160", "read", "encoder");
    }

    @Test
    void drawsPanelsWithOnePointOrNone() throws Exception {
        Curve one = new Curve("read", List.of(new Point(1, "1", 5)));
        for (boolean logarithmic : new boolean[] {true, false}) {
            String svg = GrowthChart.svg(
                    "little",
                    List.of(
                            new Panel("one", logarithmic, logarithmic, List.of(one)),
                            new Panel("none", logarithmic, logarithmic, List.of())));
            assertThat(svg).doesNotContain("NaN", "Infinity");
            assertThat(parsed(svg).getElementsByTagName("circle").getLength()).isEqualTo(1);
        }
    }

    private static Document parsed(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
