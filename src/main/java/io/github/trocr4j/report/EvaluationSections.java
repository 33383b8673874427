package io.github.trocr4j.report;

import io.github.trocr4j.json.JsonValue;
import java.util.List;
import java.util.stream.IntStream;

/** Renders evaluation.json on the page of a run: confusion, errors by position, and calibration. */
final class EvaluationSections {
    private EvaluationSections() {}

    /** Adds the sections for which the file has data; none if there is no file. */
    static void addTo(Page page, JsonValue evaluation) {
        JsonValue confusion = evaluation.path("confusion_expected_by_read");
        if (!confusion.isEmpty()) {
            page.section(
                    "Which digits are misread, and where",
                    "Confusion: a row for each digit written, a column for each digit read. The colour shows the "
                            + "share of the row that was misread that way, relative to the worst; correct readings"
                            + " have "
                            + "no colour.");
            page.add("<div class=\"pair\"><figure class=\"panel\"><h3>Confusion</h3>" + matrix(confusion) + "</figure>"
                    + positions(evaluation.path("position_accuracy")) + "</div>");
        }
        JsonValue bins = evaluation.path("reliability");
        String read = evaluation.has("lines") ? "lines" : "digits";
        if (!bins.isEmpty()) {
            page.section(
                    "Calibration of the confidence",
                    Page.format(
                            "Each bar shows the share of correct %s among those read with this confidence, and"
                                    + " above it "
                                    + "their number. Above the dashed line the model is underconfident, below it "
                                    + "overconfident. The mean distance, weighted by the counts, is the expected"
                                    + " calibration error (ECE): %s.",
                            read,
                            Page.percent(evaluation
                                    .path("expected_calibration_error")
                                    .doubleValue())));
            page.add("<div class=\"pair\">" + reliability(bins, read) + counts(bins, read) + "</div>");
        }
    }

    private static String matrix(JsonValue confusion) {
        double worst = 0;
        for (int row = 0; row < confusion.size(); row++) {
            for (int column = 0; column < confusion.path(row).size(); column++) {
                worst = Math.max(worst, row == column ? 0 : share(confusion.path(row), column));
            }
        }
        StringBuilder html = new StringBuilder("<table class=\"matrix\"><thead><tr><th></th>");
        for (int column = 0; column < confusion.size(); column++) {
            html.append("<th scope=\"col\">").append(column).append("</th>");
        }
        html.append("</tr></thead><tbody>");
        for (int row = 0; row < confusion.size(); row++) {
            html.append("<tr><th scope=\"row\">").append(row).append("</th>");
            for (int column = 0; column < confusion.path(row).size(); column++) {
                int count = confusion.path(row).path(column).intValue();
                String look = row == column
                        ? " class=\"right\""
                        : count == 0
                                ? " class=\"zero\""
                                : Page.format(
                                        " style=\"--share:%.2f\"",
                                        0.12 + 0.6 * share(confusion.path(row), column) / worst);
                html.append(Page.format("<td%s title=\"%d read as %d: %,d\">%d</td>", look, row, column, count, count));
            }
            html.append("</tr>\n");
        }
        return html + "</tbody></table>";
    }

    private static double share(JsonValue row, int column) {
        double all = 0;
        for (JsonValue count : row) {
            all += count.intValue();
        }
        return all == 0 ? 0 : row.path(column).intValue() / all;
    }

    private static String positions(JsonValue accuracy) {
        double worst = 0;
        for (JsonValue each : accuracy) {
            worst = Math.max(worst, 1 - each.doubleValue());
        }
        double top = Math.max(0.01, 1.25 * worst);
        CurveChart chart =
                new CurveChart(new Axis(0.5, accuracy.size() + 0.5, false, numbers(accuracy.size())), shares(top));
        for (int i = 0; i < accuracy.size(); i++) {
            double errors = 1 - accuracy.path(i).doubleValue();
            String text = Page.format("%.2f %%", 100 * errors);
            chart.bar(i + 0.7, i + 1.3, errors, 0, "position " + (i + 1) + ": " + text + " misread")
                    .label(i + 1, errors, text);
        }
        return chart.figure("Share of the digits misread at each position", List.of(), "position, from the left");
    }

    private static List<Axis.Tick> numbers(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new Axis.Tick(i, Integer.toString(i)))
                .toList();
    }

    /** Creates an axis from 0 to {@code top}, labelled in percent. */
    static Axis shares(double top) {
        return new Axis(0, top, false, Axis.linear(0, 100 * top).asPercent());
    }

    private static String reliability(JsonValue bins, String read) {
        CurveChart chart = new CurveChart(Axis.percent(), Axis.percent()).diagonal();
        for (JsonValue bin : bins) {
            int count = bin.path("count").intValue();
            if (count > 0) {
                double low = bin.path("low").doubleValue();
                double high = bin.path("high").doubleValue();
                double right = bin.path("accuracy").doubleValue();
                String text = Page.format(
                        "%,d %s with %.0f to %.0f %%: mean confidence %.1f %%, correct %.1f %%",
                        count,
                        read,
                        100 * low,
                        100 * high,
                        100 * bin.path("mean_confidence").doubleValue(),
                        100 * right);
                chart.bar(low, high, right, 2, text).label((low + high) / 2, right, Page.format("%,d", count));
            }
        }
        return chart.figure("Accuracy by confidence", List.of(), "confidence");
    }

    private static String counts(JsonValue bins, String read) {
        StringBuilder rows = new StringBuilder();
        for (JsonValue bin : bins) {
            if (bin.path("count").intValue() > 0) {
                rows.append(Page.format(
                        "<tr><th scope=\"row\">%.0f to %.0f %%</th><td>%,d</td><td>%s</td><td>%s</td></tr>\n",
                        100 * bin.path("low").doubleValue(),
                        100 * bin.path("high").doubleValue(),
                        bin.path("count").intValue(),
                        Page.percent(bin.path("mean_confidence").doubleValue()),
                        Page.percent(bin.path("accuracy").doubleValue())));
            }
        }
        return "<figure class=\"panel scroll\"><h3>The same data as a table</h3><table><thead><tr><th>confidence</th>"
                + "<th>" + read + "</th><th>mean</th><th>correct</th></tr></thead><tbody>" + rows
                + "</tbody></table></figure>";
    }
}
