package io.github.trocr4j.cli;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.eval.ReadingSelection;
import io.github.trocr4j.eval.SequenceMetrics;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.report.PicturedReading;
import io.github.trocr4j.report.ReadingsPicture;
import io.github.trocr4j.report.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What is left in the run folder behind the last step: the best model's figures on the test strips, and pictures. */
final class RunResults {
    private static final int PICTURED = 20;

    private RunResults() {}

    /** Reads the test strips with the best model as any other program would, from its folder. */
    static SequenceMetrics leave(RunFolder folder, List<Strip> test, String digits) throws IOException {
        try (DigitReader reader = DigitReader.load(folder.best())) {
            long start = System.nanoTime();
            List<ReadStrip> readings = StripReadings.of(reader, test);
            double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
            SequenceMetrics metrics = SequenceMetrics.of(readings);
            EvaluationReport report = new EvaluationReport(
                    metrics,
                    digits,
                    folder.best().toString(),
                    seconds,
                    Backend.here().description());
            folder.write(folder.evaluationText(), report.text());
            folder.write(folder.evaluationJson(), report.json() + "\n");
            folder.write(folder.readings(), picture(metrics, test, readings, digits));
            ErrorsPicture.write(folder.errors(), digits, test, readings);
            RunReport.leave(folder, reader, test, readings);
            return metrics;
        }
    }

    private static byte[] picture(SequenceMetrics metrics, List<Strip> strips, List<ReadStrip> readings, String digits)
            throws IOException {
        String title = String.format(
                Locale.ROOT,
                "%,d of %,d strips read exactly; digits: %s",
                metrics.exact().hits(),
                metrics.strips(),
                digits);
        List<PicturedReading> some = ReadingSelection.mixed(readings, PICTURED).stream()
                .map(i -> new PicturedReading(strips.get(i).pixels(), Strip.WIDTH, Strip.HEIGHT, readings.get(i)))
                .toList();
        return ReadingsPicture.png(title, some);
    }

    /** A strip to try the model on. */
    static Path sampleStrip(RunFolder folder) {
        return folder.root().resolve("strip.png");
    }
}
