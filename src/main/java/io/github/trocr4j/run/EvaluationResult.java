package io.github.trocr4j.run;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.Reading;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.eval.SequenceMetrics;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.report.MetricsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Labelled strips, a model's readings of them, and their metrics.
 *
 * @param strips the labelled strips
 * @param readings one for each strip, in their order
 * @param metrics the metrics of the readings
 * @param digits the name of the digits, as part of a sentence
 * @param model the name of the model, likewise
 * @param seconds the time that reading took, in seconds
 * @param computedOn the description of ND4J's backend
 */
public record EvaluationResult(
        List<Strip> strips,
        List<ReadStrip> readings,
        SequenceMetrics metrics,
        String digits,
        String model,
        double seconds,
        String computedOn)
        implements Evaluated {
    private static final int BATCH_SIZE = 32;

    /** Copies the lists. */
    public EvaluationResult {
        strips = List.copyOf(strips);
        readings = List.copyOf(readings);
    }

    /**
     * Reads strips with a {@link LineReader}, as an application would.
     *
     * @param model the name of the model
     * @param strips at least one
     * @param digits the name of the digits, such as {@code Digits.source()}
     * @param read called after each batch with its number of strips
     */
    public static EvaluationResult of(
            LineReader reader, String model, List<Strip> strips, String digits, IntConsumer read) {
        long start = System.nanoTime();
        List<ReadStrip> readings = new ArrayList<>(strips.size());
        for (int from = 0; from < strips.size(); from += BATCH_SIZE) {
            List<Strip> some = strips.subList(from, Math.min(from + BATCH_SIZE, strips.size()));
            List<Reading> found = reader.readRows(some.stream()
                    .map(strip -> Picture.gray(strip.pixels(), Strip.WIDTH, Strip.HEIGHT))
                    .toList());
            for (int i = 0; i < some.size(); i++) {
                readings.add(readStrip(some.get(i), found.get(i)));
            }
            read.accept(some.size());
        }
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        return new EvaluationResult(
                strips,
                readings,
                SequenceMetrics.of(readings),
                digits,
                model,
                seconds,
                Backend.here().description());
    }

    private static ReadStrip readStrip(Strip strip, Reading reading) {
        int[] read = reading.text().chars().map(digit -> digit - '0').toArray();
        float[] confidences = new float[read.length];
        for (int i = 0; i < read.length; i++) {
            confidences[i] = reading.tokens().get(i).confidence();
        }
        return new ReadStrip(strip.digits(), read, confidences);
    }

    @Override
    public String table() {
        return MetricsTable.text(metrics);
    }

    @Override
    public String text() {
        return String.format(
                Locale.ROOT,
                "%,d strips of %s, read with %s in %.1f s on %s%n%n%s",
                metrics.strips(),
                digits,
                model,
                seconds,
                computedOn,
                table());
    }

    @Override
    public String json() throws IOException {
        return json(this, "digits", digits, MetricsTable.json(metrics));
    }

    /** Returns the JSON of an evaluation on data that is called {@code key} there. */
    static String json(Evaluated evaluated, String key, String data, String metrics) throws IOException {
        JsonObject root = new JsonObject();
        root.put("model", evaluated.model());
        root.put(key, data);
        root.put("seconds", evaluated.seconds());
        root.put("computed_on", evaluated.computedOn());
        JsonTree.read(metrics).members().forEach(root::set);
        return root.toAscii();
    }
}
