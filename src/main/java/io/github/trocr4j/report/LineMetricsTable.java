package io.github.trocr4j.report;

import io.github.trocr4j.eval.Calibration;
import io.github.trocr4j.eval.LineMetrics;
import io.github.trocr4j.eval.Proportion;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;

/** The metrics of lines as text and as JSON, for the console, {@code evaluation.txt} and {@code evaluation.json}. */
public final class LineMetricsTable {
    private static final int CONFUSIONS_IN_TEXT = 20;
    private static final int CONFUSIONS_IN_JSON = 200;

    private LineMetricsTable() {}

    /**
     * Returns the metrics, the metrics by length and the 20 most frequent confusions. Lines end with a line feed,
     * shares are in percent.
     */
    public static String text(LineMetrics metrics) {
        StringBuilder text = new StringBuilder();
        figures(text, metrics);
        byLength(text, metrics);
        confusions(text, metrics);
        return text.toString();
    }

    private static void figures(StringBuilder text, LineMetrics metrics) {
        Proportion exact = metrics.exact();
        MetricsTable.line(
                text,
                "exact lines        %6.2f %%   %,d of %,d; 95 %% interval %.2f to %.2f %%",
                100 * exact.fraction(),
                exact.hits(),
                exact.trials(),
                100 * exact.low95(),
                100 * exact.high95());
        rate(text, "CER", "characters", metrics.cer());
        rate(text, "WER", "words", metrics.wer());
        Calibration calibration = metrics.calibration();
        MetricsTable.line(text, "confidence         %6.2f %%   mean of the lines", 100 * calibration.meanConfidence());
        MetricsTable.line(
                text,
                "calibration error  %6.2f %%   distance of confidence from exact lines (ECE, %d bins)",
                100 * calibration.expectedCalibrationError(),
                calibration.bins().size());
    }

    private static void rate(StringBuilder text, String name, String symbols, LineMetrics.ErrorRate rate) {
        MetricsTable.line(
                text,
                "%s                %6.2f %%   %,d edits for %,d %s; 95 %% interval %.2f to %.2f %%",
                name,
                100 * rate.value(),
                rate.edits(),
                rate.length(),
                symbols,
                100 * rate.low95(),
                100 * rate.high95());
    }

    private static void byLength(StringBuilder text, LineMetrics metrics) {
        MetricsTable.line(text, "");
        MetricsTable.line(text, "By length of the text");
        MetricsTable.line(text, "   characters      lines      exact        CER");
        for (LineMetrics.LengthClass each : metrics.byLength()) {
            String length = each.from() == each.to() ? "" + each.to() : each.from() + " to " + each.to();
            MetricsTable.line(
                    text,
                    "%13s %10d   %6.2f %%   %6.2f %%",
                    length,
                    each.exact().trials(),
                    100 * each.exact().fraction(),
                    100 * each.cer());
        }
    }

    private static void confusions(StringBuilder text, LineMetrics metrics) {
        if (metrics.confusions().isEmpty()) {
            return;
        }
        int replaced = 0;
        int missing = 0;
        int added = 0;
        for (LineMetrics.Confusion each : metrics.confusions()) {
            replaced += each.expected().isEmpty() || each.read().isEmpty() ? 0 : each.count();
            missing += each.read().isEmpty() ? each.count() : 0;
            added += each.expected().isEmpty() ? each.count() : 0;
        }
        MetricsTable.line(text, "");
        MetricsTable.line(
                text,
                "Characters: %,d misread, %,d missing, %,d too many; the most frequent:",
                replaced,
                missing,
                added);
        for (LineMetrics.Confusion each :
                metrics.confusions().stream().limit(CONFUSIONS_IN_TEXT).toList()) {
            MetricsTable.line(text, "%8d   %s", each.count(), sentence(each));
        }
    }

    private static String sentence(LineMetrics.Confusion confusion) {
        if (confusion.read().isEmpty()) {
            return VisibleText.named(confusion.expected()) + " missing";
        }
        if (confusion.expected().isEmpty()) {
            return VisibleText.named(confusion.read()) + " too many";
        }
        return VisibleText.named(confusion.expected()) + " read as " + VisibleText.named(confusion.read());
    }

    /**
     * Returns an indented JSON object with keys in snake_case, ending with a line feed. {@code confusions} contains the
     * 200 most frequent; an empty string there means no character.
     */
    public static String json(LineMetrics metrics) {
        JsonObject root = new JsonObject();
        root.put("lines", metrics.lines());
        root.put("exact_lines", metrics.exact().fraction());
        root.putArray("exact_lines_95")
                .add(metrics.exact().low95())
                .add(metrics.exact().high95());
        put(root, "cer", metrics.cer());
        put(root, "wer", metrics.wer());
        root.put("characters", metrics.cer().length());
        root.put("character_edits", metrics.cer().edits());
        root.put("words", metrics.wer().length());
        root.put("word_edits", metrics.wer().edits());
        root.put("mean_confidence", metrics.calibration().meanConfidence());
        root.put("expected_calibration_error", metrics.calibration().expectedCalibrationError());
        MetricsTable.putReliability(root, metrics.calibration());
        JsonArray lengths = root.putArray("by_length");
        for (LineMetrics.LengthClass each : metrics.byLength()) {
            lengths.addObject()
                    .put("from", each.from())
                    .put("to", each.to())
                    .put("lines", each.exact().trials())
                    .put("exact_lines", each.exact().fraction())
                    .put("cer", each.cer());
        }
        JsonArray confusions = root.putArray("confusions");
        metrics.confusions().stream()
                .limit(CONFUSIONS_IN_JSON)
                .forEach(each -> confusions
                        .addObject()
                        .put("expected", each.expected())
                        .put("read", each.read())
                        .put("count", each.count()));
        return root.toPrettyString() + "\n";
    }

    private static void put(JsonObject root, String key, LineMetrics.ErrorRate rate) {
        root.put(key, rate.value());
        root.putArray(key + "_95").add(rate.low95()).add(rate.high95());
    }
}
