package io.github.trocr4j.run;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.Reading;
import io.github.trocr4j.data.lines.LabelledLine;
import io.github.trocr4j.data.lines.LineData;
import io.github.trocr4j.data.lines.LineDataReader;
import io.github.trocr4j.eval.LineMetrics;
import io.github.trocr4j.eval.LineReading;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.report.LineMetricsTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Labelled lines, a model's readings of them, and their metrics.
 *
 * @param lines the labelled lines
 * @param readings one for each line, in their order
 * @param metrics the metrics of the readings
 * @param minimumConfidence that of the model: readings with a lower one are uncertain; 0 for none
 * @param data the name of the lines, as part of a sentence
 * @param model the name of the model, likewise
 * @param seconds the time that reading took, in seconds
 * @param computedOn the description of ND4J's backend
 */
public record LineEvaluation(
        List<LabelledLine> lines,
        List<LineReading> readings,
        LineMetrics metrics,
        float minimumConfidence,
        String data,
        String model,
        double seconds,
        String computedOn)
        implements Evaluated {
    private static final int BATCH_SIZE = 32;

    /** Seed of the bootstrap for the intervals. */
    private static final long SEED = 1;

    /** Copies the lists. */
    public LineEvaluation {
        lines = List.copyOf(lines);
        readings = List.copyOf(readings);
    }

    /**
     * Reads lines as an application would.
     *
     * @param model the name of the model
     * @param lines at least one; their pictures can be read
     * @param data the name of the lines
     * @param read called after each batch with its number of lines
     * @throws IOException if a picture cannot be read
     */
    public static LineEvaluation of(
            LineReader reader, String model, List<LabelledLine> lines, String data, IntConsumer read)
            throws IOException {
        long start = System.nanoTime();
        List<LineReading> readings = new ArrayList<>(lines.size());
        for (int from = 0; from < lines.size(); from += BATCH_SIZE) {
            List<LabelledLine> some = lines.subList(from, Math.min(from + BATCH_SIZE, lines.size()));
            List<Reading> found = reader.readRows(pictures(some));
            for (int i = 0; i < some.size(); i++) {
                readings.add(new LineReading(
                        some.get(i).text(), found.get(i).text(), found.get(i).confidence()));
            }
            read.accept(some.size());
        }
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        return new LineEvaluation(
                lines,
                readings,
                LineMetrics.of(readings, SEED),
                reader.minimumConfidence(),
                data,
                model,
                seconds,
                Backend.here().description());
    }

    /**
     * Finds lines to evaluate with, and refuses those whose pictures cannot be decoded.
     *
     * @param source a folder or a file
     * @param badShare largest share of lines, 0 to 1, that may be refused
     * @throws IOException if there are more, or the source cannot be read; the message is one sentence
     */
    public static LineData read(Path source, LineDataReader.Columns columns, double badShare) throws IOException {
        return CheckedLines.of(LineDataReader.read(source, columns), pictures -> {})
                .lines()
                .requireAtMost(badShare);
    }

    private static List<Picture> pictures(List<LabelledLine> lines) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        for (LabelledLine line : lines) {
            pictures.add(PictureFile.read(line.file()));
        }
        return pictures;
    }

    @Override
    public String table() {
        return minimumConfidence == 0 ? LineMetricsTable.text(metrics) : LineMetricsTable.text(metrics) + certain();
    }

    /** Says what the minimum confidence gives and costs. */
    private String certain() {
        List<LineReading> certain = readings.stream()
                .filter(line -> line.confidence() >= minimumConfidence)
                .toList();
        long right = certain.stream().filter(LineReading::isExact).count();
        return String.format(
                Locale.ROOT,
                "%nWith a minimum confidence of %.4f, %,d lines are uncertain, %,d of them exact; of the other %,d lines,"
                        + " %,d are exact (%.2f %%).%n",
                minimumConfidence,
                readings.size() - certain.size(),
                metrics.exact().hits() - right,
                certain.size(),
                right,
                100.0 * right / Math.max(1, certain.size()));
    }

    @Override
    public String text() {
        return String.format(
                Locale.ROOT,
                "%,d %s, read with %s in %.1f s on %s%n%n%s",
                metrics.lines(),
                data,
                model,
                seconds,
                computedOn,
                table());
    }

    @Override
    public String json() throws IOException {
        return EvaluationResult.json(this, "data", data, LineMetricsTable.json(metrics));
    }
}
