package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.eval.LineMetrics;
import io.github.trocr4j.eval.LineReading;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineMetricsTableTest {
    private static final LineMetrics METRICS = LineMetrics.of(
            List.of(
                    new LineReading("12", "12", 0.75f),
                    new LineReading("12", "72", 0.75f),
                    new LineReading("no 5", "no5.", 0.75f),
                    new LineReading("\u05d0 is a letter of Hebrew", "\u05d1 is a letter of Hebrew", 0.75f)),
            7);

    @Test
    void theTableSaysItAllInPercent() {
        assertThat(LineMetricsTable.text(METRICS).replaceAll("interval .* %", "interval"))
                .isEqualTo("""
                        exact lines         25.00 %   1 of 4; 95 % interval
                        CER                 12.90 %   4 edits for 31 characters; 95 % interval
                        WER                 40.00 %   4 edits for 10 words; 95 % interval
                        confidence          75.00 %   mean of the lines
                        calibration error   50.00 %   distance of confidence from exact lines (ECE, 10 bins)

                        By length of the text
                           characters      lines      exact        CER
                                    2          2    50.00 %    25.00 %
                                    4          1     0.00 %    50.00 %
                             21 to 30          1     0.00 %     4.35 %

                        Characters: 2 misread, 1 missing, 1 too many; the most frequent:
                               1   . too many
                               1   U+0020 (SPACE) missing
                               1   1 read as 7
                               1   U+05D0 (HEBREW LETTER ALEF) read as U+05D1 (HEBREW LETTER BET)
                        """);
    }

    @Test
    void linesWithoutErrorsHaveNoConfusions() {
        assertThat(LineMetricsTable.text(LineMetrics.of(List.of(new LineReading("1", "1", 1)), 7)))
                .contains("CER                  0.00 %   0 edits for 1 characters; 95 % interval 0.00 to 0.00 %\n")
                .doesNotContain("misread");
    }

    @Test
    void isTheSameInEachLocale() {
        String table = LineMetricsTable.text(METRICS);
        Locale locale = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThat(LineMetricsTable.text(METRICS)).isEqualTo(table);
        } finally {
            Locale.setDefault(locale);
        }
    }

    @Test
    void theJsonGivesFractions() throws IOException {
        JsonValue json = JsonTree.read(LineMetricsTable.json(METRICS));

        assertThat(json.path("lines").intValue()).isEqualTo(4);
        assertThat(json.path("exact_lines").doubleValue()).isEqualTo(0.25);
        assertThat(json.path("cer").doubleValue()).isEqualTo(4 / 31.0);
        assertThat(json.path("wer").doubleValue()).isEqualTo(0.4);
        for (String key : List.of("exact_lines_95", "cer_95", "wer_95")) {
            assertThat(json.path(key).path(0).doubleValue())
                    .as(key)
                    .isLessThanOrEqualTo(json.path(key).path(1).doubleValue());
        }
        assertThat(json.path("characters").intValue()).isEqualTo(31);
        assertThat(json.path("word_edits").intValue()).isEqualTo(4);
        assertThat(json.path("mean_confidence").doubleValue()).isEqualTo(0.75);
        assertThat(json.path("expected_calibration_error").doubleValue()).isEqualTo(0.5);
        assertThat(json.path("by_length").path(2))
                .hasToString("{\"from\":21,\"to\":30,\"lines\":1,\"exact_lines\":0.0,\"cer\":" + 1 / 23.0 + "}");
        assertThat(json.path("confusions").path(1)).hasToString("{\"expected\":\" \",\"read\":\"\",\"count\":1}");
    }

    @Test
    void onlyTheMostFrequentConfusionsAreShown() throws IOException {
        List<LineReading> lines = IntStream.range(0, 300)
                .mapToObj(i -> new LineReading(Character.toString('\u4e00' + i), "1", 1))
                .toList();
        LineMetrics metrics = LineMetrics.of(lines, 7);

        assertThat(LineMetricsTable.text(metrics).lines().filter(line -> line.endsWith(" read as 1")))
                .hasSize(20);
        assertThat(JsonTree.read(LineMetricsTable.json(metrics)).path("confusions"))
                .hasSize(200);
    }
}
