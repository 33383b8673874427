package io.github.trocr4j.report;

import io.github.trocr4j.eval.LineMetrics;
import io.github.trocr4j.eval.LineReading;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.eval.SequenceMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** Writes folders of runs without running them. */
public final class RunFiles {
    private static final ReadStrip RIGHT =
            new ReadStrip(new int[] {1, 2, 3, 4, 5}, new int[] {1, 2, 3, 4, 5}, new float[] {.9f, .8f, .9f, .7f, 1});
    private static final ReadStrip WRONG =
            new ReadStrip(new int[] {7, 0, 4, 1, 5}, new int[] {7, 0, 9, 1, 5}, new float[] {.9f, .8f, .6f, .7f, 1});

    private RunFiles() {}

    /** Writes all files of a finished run with two strips, of which one was misread. */
    public static Path ended(Path folder, int batchSize) throws IOException {
        RunFolder run = begun(folder, batchSize);
        run.write(run.evaluationJson(), MetricsTable.json(SequenceMetrics.of(List.of(RIGHT, WRONG))));
        ShownStrips.PicturedReading right = new ShownStrips.PicturedReading(new byte[28 * 140], 140, 28, RIGHT);
        ShownStrips.PicturedReading wrong = new ShownStrips.PicturedReading(new byte[28 * 140], 140, 28, WRONG);
        float[][] weights = new float[5][10];
        for (int i = 0; i < 5; i++) {
            weights[i][2 * i] = 0.75f;
            weights[i][2 * i + 1] = 0.25f;
        }
        List<ShownStrips.AttendedStrip> looks = List.of(
                new ShownStrips.AttendedStrip(right, 2, 5, weights),
                new ShownStrips.AttendedStrip(wrong, 2, 5, weights));
        run.write(run.reportData(), new ShownStrips(List.of(wrong), looks).json());
        return folder;
    }

    /** Writes all files of a finished run over these lines, with attention for each token of the first. */
    public static Path endedLines(Path folder, List<LineReading> lines) throws IOException {
        RunFolder run = RunFolder.open(Files.createDirectories(folder));
        run.write(run.config(), "{\"name\": \"lines\", \"training\": {\"batchSize\": 16}}");
        run.write(
                run.provenance(),
                "{\"lines\": \"lines of /home/me/meters\", \"refused\": {\"count\": 2, \"first\": [\"<a>.png\"]},"
                        + " \"train_lines_sha256\": \"abc\"}");
        run.write(run.evaluationJson(), LineMetricsTable.json(LineMetrics.of(lines, 1)));
        try (MetricsCsv csv = MetricsCsv.append(run.metrics(), RunKind.LINES)) {
            csv.write(MetricsRow.training(10, 1, 160, 2.25, 1e-4, 0.5, 41.5, 7.7));
            csv.write(MetricsRow.training(20, 1, 320, 2, 1e-4, 0.5, 41.5, 8.7));
            csv.write(MetricsRow.evaluation(20, 1, 320, OptionalDouble.empty(), 0.25, 1.5, 9));
            csv.write(MetricsRow.evaluation(40, 2, 640, OptionalDouble.empty(), 0.5, 0.025, 12));
        }
        List<ShownLines.PicturedLine> shown = lines.stream()
                .map(line ->
                        new ShownLines.PicturedLine(new LinePicture(new int[80 * 32], 80, 32), "images/<1>.png", line))
                .toList();
        List<String> tokens = shown.get(0)
                .reading()
                .read()
                .codePoints()
                .mapToObj(Character::toString)
                .toList();
        float[][] weights = new float[tokens.size()][10];
        for (float[] map : weights) {
            map[6] = 0.75f;
        }
        ShownLines.AttendedLine look = new ShownLines.AttendedLine(shown.get(0), 2, 5, tokens, weights);
        run.write(run.reportData(), new ShownLines(shown, List.of(look)).json());
        return folder;
    }

    /** Writes an unfinished run: settings, provenance, some rows. */
    public static RunFolder begun(Path folder, int batchSize) throws IOException {
        RunFolder run = RunFolder.open(Files.createDirectories(folder));
        run.write(
                run.config(),
                "{\"name\": \"quick\", \"training\": {\"batchSize\": " + batchSize
                        + ", \"adam\": {\"beta1\": 0.9}, \"augmentation\": \"AFFINE\"}}");
        run.write(
                run.provenance(),
                "{\"digits\": \"drawn <b>&\\\"'\", \"command\": \"train --name </td><script>alert(1)</script>\"}");
        try (MetricsCsv csv = MetricsCsv.append(run.metrics(), RunKind.STRIPS)) {
            csv.write(MetricsRow.training(10, 1, 320, 2.25, 1e-4, 0.5, 41.5, 7.7));
            csv.write(MetricsRow.training(20, 1, 640, Double.NaN, 2e-4, 0.5, 41.5, 7.9));
            csv.write(MetricsRow.training(30, 1, 960, 1.5, 1e-4, 0.7, 40, 8.4));
            csv.write(MetricsRow.evaluation(30, 1, 960, OptionalDouble.empty(), 0.5, 0.875, 65));
        }
        return run;
    }
}
