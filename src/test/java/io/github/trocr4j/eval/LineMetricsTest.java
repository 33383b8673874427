package io.github.trocr4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.Goldens;
import io.github.trocr4j.eval.LineMetrics.Confusion;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LineMetricsTest {
    private static final long SEED = 7;

    @Test
    void ratesAreSumsOfEditsOverSumsOfLengths() {
        LineMetrics metrics = measure(line("12345678", "12345678"), line("ab", "xb"), line("one two", "one too"));

        assertThat(metrics.lines()).isEqualTo(3);
        assertThat(metrics.exact()).isEqualTo(new Proportion(1, 3));
        assertThat(metrics.cer().edits()).isEqualTo(2);
        assertThat(metrics.cer().length()).isEqualTo(17);
        assertThat(metrics.cer().value()).isEqualTo(2 / 17.0);
        assertThat(metrics.wer().value()).isEqualTo(2 / 4.0);
    }

    /** The README of jiwer 4, "A note on empty references", and its test_empty_ref.py. */
    @Test
    void emptyTextsCountAsInJiwer() {
        assertThat(measure(line("", "")).cer().value()).isZero();
        assertThat(measure(line("", "0 1 2")).wer().value()).isEqualTo(3);
        assertThat(measure(line("", "abd")).cer().value()).isEqualTo(3);
        assertThat(measure(line("abc", "")).cer().value()).isEqualTo(1);
        assertThat(measure(line("hello world", "hello world"), line("", "done"))
                        .wer()
                        .value())
                .isEqualTo(0.5);
    }

    @Tag("golden")
    @Test
    void agreesWithRapidFuzz() throws IOException {
        List<LineReading> lines = new ArrayList<>();
        JsonValue last = null;
        for (String row : Files.readAllLines(Goldens.path("error_rates.jsonl"))) {
            last = JsonTree.read(row);
            if (last.has("read")) {
                LineReading line =
                        line(last.path("expected").asText(), last.path("read").asText());
                assertRates(measure(line), last);
                assertThat(line.edits())
                        .as(row)
                        .isEqualTo(last.path("character_edits").intValue());
                lines.add(line);
            }
        }

        LineMetrics metrics = LineMetrics.of(lines, SEED);
        assertThat(metrics.lines()).isEqualTo(last.path("lines").intValue());
        assertThat(metrics.cer().value()).isEqualTo(last.path("cer").doubleValue());
        assertThat(metrics.wer().value()).isEqualTo(last.path("wer").doubleValue());
    }

    private static void assertRates(LineMetrics metrics, JsonValue row) {
        assertThat(metrics.cer().edits())
                .as("%s", row)
                .isEqualTo(row.path("character_edits").longValue());
        assertThat(metrics.cer().length())
                .as("%s", row)
                .isEqualTo(row.path("characters").longValue());
        assertThat(metrics.cer().value())
                .as("%s", row)
                .isEqualTo(row.path("cer").doubleValue());
        assertThat(metrics.wer().edits())
                .as("%s", row)
                .isEqualTo(row.path("word_edits").longValue());
        assertThat(metrics.wer().length())
                .as("%s", row)
                .isEqualTo(row.path("words").longValue());
        assertThat(metrics.wer().value())
                .as("%s", row)
                .isEqualTo(row.path("wer").doubleValue());
    }

    /** For the mean of many independent lines the interval is that of the normal distribution. */
    @Test
    void intervalsAreAsWideAsTheNormalDistributionSays() {
        SplittableRandom random = new SplittableRandom(1);
        List<LineReading> lines = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            lines.add(line("abcd", random.nextInt(10) == 0 ? "xyzd" : "abcd")); // 3 edits or none
        }
        LineMetrics.ErrorRate cer = LineMetrics.of(lines, SEED).cer();
        double wrong = cer.value() / 0.75;
        double half = 1.96 * 0.75 * Math.sqrt(wrong * (1 - wrong) / 2000);

        assertThat(cer.low95()).isEqualTo(cer.value() - half, within(0.1 * half));
        assertThat(cer.high95()).isEqualTo(cer.value() + half, within(0.1 * half));
    }

    @Test
    void theSeedDecidesTheIntervals() {
        List<LineReading> lines = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            lines.add(line("1".repeat(1 + i), "1".repeat(1 + i % 50)));
        }

        assertThat(LineMetrics.of(lines, 1)).isEqualTo(LineMetrics.of(lines, 1));
        assertThat(LineMetrics.of(lines, 1).cer().low95())
                .isNotEqualTo(LineMetrics.of(lines, 2).cer().low95());
    }

    @Test
    void theIntervalOfOneLineIsItsRate() {
        LineMetrics.ErrorRate cer = measure(line("1234", "1294")).cer();

        assertThat(cer.low95()).isEqualTo(0.25);
        assertThat(cer.high95()).isEqualTo(0.25);
    }

    @Test
    void classesOfLengthDoNotDependOnTheData() {
        List<LineReading> lines = new ArrayList<>();
        for (int length : new int[] {0, 1, 20, 21, 30, 31, 100, 101, 1000, 1001, 10_000}) {
            lines.add(line("1".repeat(length), "1".repeat(length)));
        }

        assertThat(LineMetrics.of(lines, SEED).byLength())
                .extracting(each ->
                        each.from() + "-" + each.to() + ": " + each.exact().trials())
                .containsExactly(
                        "0-0: 1",
                        "1-1: 1",
                        "20-20: 1",
                        "21-30: 2",
                        "31-40: 1",
                        "91-100: 1",
                        "101-200: 1",
                        "901-1000: 1",
                        "1001-2000: 1",
                        "9001-10000: 1");
    }

    @Test
    void eachLengthHasItsOwnFigures() {
        List<LineMetrics.LengthClass> byLength =
                measure(line("12", "12"), line("1234", "1"), line("12", "13")).byLength();

        assertThat(byLength)
                .containsExactly(
                        new LineMetrics.LengthClass(2, 2, new Proportion(1, 2), 1, 4),
                        new LineMetrics.LengthClass(4, 4, new Proportion(0, 1), 3, 4));
        assertThat(byLength.get(1).cer()).isEqualTo(0.75);
    }

    @Test
    void confusionsAreFoundByAlignmentAndTheMostFrequentComeFirst() {
        LineMetrics metrics =
                measure(line("1234567", "234567"), line("17.5", "77.5"), line("1/7", "7/7"), line("\u00e9a", "eab"));

        assertThat(metrics.confusions())
                .containsExactly(
                        new Confusion("1", "7", 2),
                        new Confusion("", "b", 1),
                        new Confusion("1", "", 1),
                        new Confusion("\u00e9", "e", 1));
    }

    @Test
    void confidenceIsComparedWithExactLines() {
        Calibration calibration = LineMetrics.of(
                        List.of(new LineReading("1", "1", 0.75f), new LineReading("1", "2", 0.75f)), SEED)
                .calibration();

        assertThat(calibration.meanConfidence()).isEqualTo(0.75);
        assertThat(calibration.expectedCalibrationError()).isEqualTo(0.25);
    }

    @Test
    void theWorstLinesHaveTheMostEditsThenTheMostConfidence() {
        List<LineReading> lines = List.of(
                new LineReading("1234", "1235", 0.5f),
                new LineReading("1234", "1234", 1),
                new LineReading("1234", "1235", 0.9f),
                new LineReading("1234", "4321", 0.1f),
                new LineReading("1234", "1235", 0.5f));

        assertThat(LineMetrics.worst(lines, 9)).containsExactly(3, 2, 0, 4);
        assertThat(LineMetrics.worst(lines, 1)).containsExactly(3);
        assertThat(LineMetrics.worst(List.of(), 1)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineMetrics.worst(lines, -1))
                .withMessage("count is negative: -1");
    }

    @Test
    void refusesNoLines() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineMetrics.of(List.of(), SEED))
                .withMessage("no lines to measure");
    }

    private static LineMetrics measure(LineReading... lines) {
        return LineMetrics.of(List.of(lines), SEED);
    }

    private static LineReading line(String expected, String read) {
        return new LineReading(expected, read, 1);
    }
}
