package io.github.trocr4j.report;

import io.github.trocr4j.eval.Calibration;
import io.github.trocr4j.eval.Proportion;
import io.github.trocr4j.eval.SequenceMetrics;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import java.util.Locale;

/** Formats metrics as text, for the console and {@code evaluation.txt}, and as JSON. */
public final class MetricsTable {
    private MetricsTable() {}

    /**
     * Returns the figures, the confusion matrix and the calibration as text. Lines end with a line feed; shares are in
     * percent.
     */
    public static String text(SequenceMetrics metrics) {
        StringBuilder text = new StringBuilder();
        figures(text, metrics);
        confusion(text, metrics);
        reliability(text, metrics.calibration());
        return text.toString();
    }

    private static void figures(StringBuilder text, SequenceMetrics metrics) {
        Proportion exact = metrics.exact();
        line(
                text,
                "exact strips       %6.2f %%   %,d of %,d; 95 %% interval %.2f to %.2f %%",
                100 * exact.fraction(),
                exact.hits(),
                exact.trials(),
                100 * exact.low95(),
                100 * exact.high95());
        line(text, "digits             %6.2f %%", 100 * metrics.digitAccuracy());
        for (int i = 0; i < metrics.positionAccuracy().size(); i++) {
            line(
                    text,
                    "  position %d       %6.2f %%",
                    i + 1,
                    100 * metrics.positionAccuracy().get(i));
        }
        metrics.meanLoss().ifPresent(loss -> line(text, "loss               %8.4f", loss));
        line(
                text,
                "confidence         %6.2f %%   mean of the digits; of whole strips %.2f %%",
                100 * metrics.calibration().meanConfidence(),
                100 * metrics.meanStripConfidence());
        line(
                text,
                "calibration error  %6.2f %%   distance of confidence from accuracy (ECE, %d bins)",
                100 * metrics.calibration().expectedCalibrationError(),
                metrics.calibration().bins().size());
        line(text, "similarity         %8.4f   ignores order: 19844 for 19484 counts as 1;", metrics.similarity());
        line(text, "                              the original project reported 0.73, and 51.1 %% exact strips");
    }

    private static void confusion(StringBuilder text, SequenceMetrics metrics) {
        line(text, "");
        line(text, "Confusion: a row per digit expected, a column per digit read");
        text.append("    ");
        int[][] counts = metrics.confusion().counts();
        for (int read = 0; read < counts.length; read++) {
            text.append(String.format(Locale.ROOT, "%7d", read));
        }
        line(text, "");
        for (int expected = 0; expected < counts.length; expected++) {
            text.append(String.format(Locale.ROOT, "%4d", expected));
            for (int count : counts[expected]) {
                text.append(String.format(Locale.ROOT, "%7s", count == 0 ? "." : Integer.toString(count)));
            }
            line(text, "");
        }
    }

    private static void reliability(StringBuilder text, Calibration calibration) {
        line(text, "");
        line(text, "Reliability: of the digits given this confidence, how many are right");
        line(text, "  confidence      digits   mean confidence    right");
        for (Calibration.Bin bin : calibration.bins()) {
            if (bin.count() > 0) {
                line(
                        text,
                        "  %3.0f to %3.0f %%  %8d          %6.2f %%  %6.2f %%",
                        100 * bin.low(),
                        100 * bin.high(),
                        bin.count(),
                        100 * bin.meanConfidence(),
                        100 * bin.accuracy());
            }
        }
    }

    /** Appends a formatted line. */
    static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /**
     * Returns an indented JSON object with keys in snake_case, ending with a line feed; {@code loss} is present only if
     * known.
     */
    public static String json(SequenceMetrics metrics) {
        JsonObject root = new JsonObject();
        root.put("strips", metrics.strips());
        root.put("exact_strips", metrics.exactStrips());
        root.putArray("exact_strips_95")
                .add(metrics.exact().low95())
                .add(metrics.exact().high95());
        root.put("digit_accuracy", metrics.digitAccuracy());
        JsonArray positions = root.putArray("position_accuracy");
        metrics.positionAccuracy().forEach(positions::add);
        metrics.meanLoss().ifPresent(loss -> root.put("loss", loss));
        root.put("mean_confidence", metrics.calibration().meanConfidence());
        root.put("mean_strip_confidence", metrics.meanStripConfidence());
        root.put("expected_calibration_error", metrics.calibration().expectedCalibrationError());
        root.put("similarity", metrics.similarity());
        root.put(
                "similarity_remark",
                "ignores order: 19844 for 19484 counts as 1; the original project reported 0.73, and 0.511 exact"
                        + " strips");
        JsonArray confusion = root.putArray("confusion_expected_by_read");
        for (int[] row : metrics.confusion().counts()) {
            JsonArray cells = confusion.addArray();
            for (int count : row) {
                cells.add(count);
            }
        }
        putReliability(root, metrics.calibration());
        return root.toPrettyString() + "\n";
    }

    static void putReliability(JsonObject root, Calibration calibration) {
        JsonArray bins = root.putArray("reliability");
        for (Calibration.Bin bin : calibration.bins()) {
            bins.addObject()
                    .put("low", bin.low())
                    .put("high", bin.high())
                    .put("count", bin.count())
                    .put("mean_confidence", bin.meanConfidence())
                    .put("accuracy", bin.accuracy());
        }
    }
}
