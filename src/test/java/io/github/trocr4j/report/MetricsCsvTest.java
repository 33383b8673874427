package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsCsvTest {
    private static final MetricsRow TRAINING = MetricsRow.training(10, 1, 320, 1.75, 1e-4, 0.5, 41.5, 7.7);
    private static final MetricsRow EVALUATION =
            MetricsRow.evaluation(20, 1, 640, OptionalDouble.of(0.25), 0.5, 0.875, 16);

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("metrics.csv");
    }

    @Test
    void writesMeasuredValuesAndLeavesOthersEmpty() throws IOException {
        append(TRAINING, EVALUATION);

        assertThat(path).hasContent("""
                        step,epoch,strips_seen,train_loss,learning_rate,grad_norm,eval_loss,exact_strips,digit_accuracy,strips_per_second,seconds
                        10,1,320,1.75,1.0E-4,0.5,,,,41.5,7.7
                        20,1,640,,,,0.25,0.5,0.875,,16.0
                        """);
    }

    @Test
    void readsBackWhatItWroteEvenNaN() throws IOException {
        MetricsRow diverged = MetricsRow.training(30, 1, 960, Double.NaN, 0.1, Double.POSITIVE_INFINITY, 1, 2);
        append(TRAINING, EVALUATION, diverged);

        assertThat(MetricsCsv.read(path)).containsExactly(TRAINING, EVALUATION, diverged);
    }

    @Test
    void linesAreWrittenImmediately() throws IOException {
        try (MetricsCsv csv = MetricsCsv.append(path, RunKind.STRIPS)) {
            csv.write(TRAINING);

            assertThat(MetricsCsv.read(path)).containsExactly(TRAINING);
        }
    }

    @Test
    void continuesAFileWithoutASecondHeader() throws IOException {
        append(TRAINING);
        append(EVALUATION);

        assertThat(MetricsCsv.read(path)).containsExactly(TRAINING, EVALUATION);
    }

    @Test
    void aTruncatedLineIsIgnoredAndReplaced() throws IOException {
        append(TRAINING);
        Files.writeString(path, "20,1,6", StandardOpenOption.APPEND);
        assertThat(MetricsCsv.read(path)).containsExactly(TRAINING);

        append(EVALUATION);

        assertThat(MetricsCsv.read(path)).containsExactly(TRAINING, EVALUATION);
    }

    @Test
    void survivesTruncationAnywhere() throws IOException {
        append(TRAINING, EVALUATION);
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));

            assertThat(MetricsCsv.read(path)).hasSizeLessThanOrEqualTo(1);
            append(EVALUATION);
            assertThat(MetricsCsv.read(path)).endsWith(EVALUATION);
        }
    }

    @Test
    void repeatedStepsCountOnce() throws IOException {
        MetricsRow again = MetricsRow.training(10, 1, 320, 1.5, 1e-4, 0.5, 40, 30);
        append(MetricsRow.training(5, 1, 160, 2, 1e-4, 1, 40, 3), TRAINING, EVALUATION, again);

        assertThat(MetricsCsv.read(path)).extracting(MetricsRow::step).containsExactly(5L, 10L, 10L);
        assertThat(MetricsCsv.read(path)).endsWith(again);
    }

    @Test
    void refusesFilesOfOtherKinds() throws IOException {
        Files.writeString(path, "time,value\n1,2\n");

        assertThatThrownBy(() -> MetricsCsv.read(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("header");
        assertThatThrownBy(() -> MetricsCsv.append(path, RunKind.STRIPS)).isInstanceOf(IOException.class);
        assertThat(path).hasContent("time,value\n1,2\n");
    }

    @Test
    void namesAnInvalidLine() throws IOException {
        Files.writeString(path, RunKind.STRIPS.header() + "\n1,1,32,,,,,,,,\n1,2,3\n");
        assertThatThrownBy(() -> MetricsCsv.read(path))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("line 3: expected 11 values, found 3");

        Files.writeString(path, RunKind.STRIPS.header() + "\n1,1,many,,,,,,,,\n");
        assertThatThrownBy(() -> MetricsCsv.read(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("many");
    }

    @Test
    void linesHaveTheirOwnHeader() throws IOException {
        try (MetricsCsv csv = MetricsCsv.append(path, RunKind.LINES)) {
            csv.write(TRAINING);
            csv.write(MetricsRow.evaluation(20, 1, 640, OptionalDouble.empty(), 0.5, 1.25, 16));
        }

        assertThat(path).hasContent("""
                        step,epoch,lines_seen,train_loss,learning_rate,grad_norm,eval_loss,exact_lines,cer,lines_per_second,seconds
                        10,1,320,1.75,1.0E-4,0.5,,,,41.5,7.7
                        20,1,640,,,,,0.5,1.25,,16.0
                        """);
        assertThat(MetricsCsv.kind(path)).contains(RunKind.LINES);
        assertThat(MetricsCsv.read(path).get(1).digitAccuracyOrCer()).hasValue(1.25);
    }

    @Test
    void theHeaderTellsTheKindOfRun() throws IOException {
        append(TRAINING);
        assertThat(MetricsCsv.kind(path)).contains(RunKind.STRIPS);

        Files.writeString(path, "step,epo");
        assertThat(MetricsCsv.kind(path)).isEmpty();
        MetricsCsv.append(path, RunKind.LINES).close();
        assertThat(MetricsCsv.kind(path)).contains(RunKind.LINES);
    }

    @Test
    void stripsAndLinesDoNotShareAFile() throws IOException {
        append(TRAINING);
        byte[] before = Files.readAllBytes(path);

        assertThatThrownBy(() -> MetricsCsv.append(path, RunKind.LINES))
                .isInstanceOf(IOException.class)
                .hasMessage(path + ": expected the header of a metrics.csv: " + RunKind.LINES.header());
        assertThatThrownBy(() -> MetricsCsv.continueAt(path, RunKind.LINES, 5)).isInstanceOf(IOException.class);
        assertThat(path).hasBinaryContent(before);
    }

    @Test
    void aResumedRunOfLinesDropsLaterRows() throws IOException {
        try (MetricsCsv csv = MetricsCsv.append(path, RunKind.LINES)) {
            csv.write(TRAINING);
            csv.write(EVALUATION);
        }
        MetricsCsv.continueAt(path, RunKind.LINES, 10).close();

        assertThat(MetricsCsv.read(path)).containsExactly(TRAINING);
        assertThat(MetricsCsv.kind(path)).contains(RunKind.LINES);
    }

    private void append(MetricsRow... rows) throws IOException {
        try (MetricsCsv csv = MetricsCsv.append(path, RunKind.STRIPS)) {
            for (MetricsRow row : rows) {
                csv.write(row);
            }
        }
    }
}
