package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.eval.Readings;
import io.github.trocr4j.eval.SequenceMetrics;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MetricsTableTest {
    private static final SequenceMetrics METRICS = SequenceMetrics.of(
            List.of(Readings.reading("19484", "19844", 0.75), Readings.reading("12345", "12345", 0.75)));

    @Test
    void theTableIsInPercent() {
        assertThat(MetricsTable.text(METRICS))
                .startsWith("""
                        exact strips        50.00 %   1 of 2; 95 % interval 9.45 to 90.55 %
                        digits              80.00 %
                          position 1       100.00 %
                          position 2       100.00 %
                          position 3        50.00 %
                          position 4        50.00 %
                          position 5       100.00 %
                        confidence          75.00 %   mean of the digits; of whole strips 23.73 %
                        calibration error    5.00 %   distance of confidence from accuracy (ECE, 10 bins)
                        similarity           1.0000   ignores order: 19844 for 19484 counts as 1;
                                                      the original project reported 0.73, and 51.1 % exact strips

                        Confusion: a row per digit expected, a column per digit read
                        """)
                .contains("   4      .      .      .      .      2      .      .      .      1      .\n")
                .endsWith("""
                          confidence      digits   mean confidence    right
                           70 to  80 %        10           75.00 %   80.00 %
                        """);
    }

    @Test
    void isTheSameInEachLocale() {
        String table = MetricsTable.text(METRICS);
        Locale locale = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThat(MetricsTable.text(METRICS)).isEqualTo(table);
        } finally {
            Locale.setDefault(locale);
        }
    }

    @Test
    void theJsonGivesFractions() throws IOException {
        JsonValue json = JsonTree.read(MetricsTable.json(METRICS));

        assertThat(json.path("strips").intValue()).isEqualTo(2);
        assertThat(json.path("exact_strips").doubleValue()).isEqualTo(0.5);
        assertThat(json.path("digit_accuracy").doubleValue()).isEqualTo(0.8);
        assertThat(json.path("exact_strips_95").size()).isEqualTo(2);
        assertThat(json.path("position_accuracy").size()).isEqualTo(5);
        assertThat(json.path("confusion_expected_by_read").path(4).path(8).intValue())
                .isEqualTo(1);
        assertThat(json.path("reliability").size()).isEqualTo(10);
        assertThat(json.path("similarity_remark").asText()).contains("ignores order");
        assertThat(json.has("loss")).isFalse();
    }

    @Test
    void theJsonHasTheLossIfThereIsOne() throws IOException {
        SequenceMetrics metrics = SequenceMetrics.of(List.of(Readings.withLoss("12345", 0.125)));

        assertThat(JsonTree.read(MetricsTable.json(metrics)).path("loss").doubleValue())
                .isEqualTo(0.125);
    }
}
