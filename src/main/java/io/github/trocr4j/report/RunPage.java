package io.github.trocr4j.report;

import io.github.trocr4j.json.JsonValue;
import java.util.Map;

/** {@code report.html}: the results of a run on one self-contained page. */
public final class RunPage {
    private RunPage() {}

    /**
     * Renders the page from the data that exist.
     *
     * @param run a run, which may be unfinished
     * @param program the program that writes the page, with its version
     */
    public static String html(RunContents run, String program) {
        Page page = new Page(run.name() + " - a run of trocr4j");
        page.add("<header><h1>" + Page.escaped(run.name()) + "</h1><p class=\"soft\">" + Page.escaped(summary(run))
                + "</p></header>");
        page.add(tiles(run));
        page.section("Learning curves", "");
        page.add(run.rows().isEmpty() ? "<p>Nothing has been measured yet.</p>" : RunCurves.of(run.kind(), run.rows()));
        EvaluationSections.addTo(page, run.evaluation());
        StripSections.addTo(page, run.shown());
        LineSections.addTo(page, run.evaluation(), run.shown());
        page.section("Data and settings", "");
        page.add("<div class=\"pair\">"
                + facts(
                        (run.kind() == RunKind.STRIPS ? "Digits" : "Data") + ", command, machine",
                        RunContents.flat(run.provenance()))
                + facts("Training", RunContents.flat(run.training())) + "</div>");
        page.add("<details><summary>Configuration of the model</summary>" + facts("", RunContents.flat(run.model()))
                + "</details>");
        return page.add("<footer>Made by " + Page.escaped(program)
                        + " from the files in its folder; <code>report</code> writes it" + " again.</footer>")
                .html();
    }

    private static String summary(RunContents run) {
        if (!run.isEvaluated()) {
            return "This run has no evaluation.json: it is unfinished, or was stopped before the evaluation.";
        }
        JsonValue figures = run.evaluation();
        String examples = run.kind().examples();
        return Page.format(
                "Read %,d of %,d test %s exactly%s; %s: %s%s.",
                Math.round(figures.path("exact_" + examples).doubleValue()
                        * figures.path(examples).intValue()),
                figures.path(examples).intValue(),
                examples,
                run.kind() == RunKind.LINES
                        ? Page.format(
                                ", with a CER of %.2f %%",
                                100 * figures.path("cer").doubleValue())
                        : "",
                run.kind() == RunKind.STRIPS ? "digits" : "data",
                run.data("unknown"),
                model(figures.path("model").asText()));
    }

    /** Returns the name of the model's folder, without its path, which depends on the machine. */
    private static String model(String path) {
        String folder = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return folder.isEmpty() ? "" : "; model: " + folder;
    }

    private static String tiles(RunContents run) {
        StringBuilder tiles = new StringBuilder("<div class=\"tiles\">");
        JsonValue figures = run.evaluation();
        if (run.isEvaluated()) {
            String examples = run.kind().examples();
            JsonValue interval = figures.path("exact_" + examples + "_95");
            tile(
                    tiles,
                    Page.percent(figures.path("exact_" + examples).doubleValue()),
                    Page.format(
                            "%s read exactly; 95 %% interval %.1f to %.1f %%",
                            examples,
                            100 * interval.path(0).doubleValue(),
                            100 * interval.path(1).doubleValue()));
            if (run.kind() == RunKind.LINES) {
                errorRate(tiles, figures, "cer", "character error rate (CER): edits per character");
                errorRate(tiles, figures, "wer", "word error rate (WER): edits per word");
            } else {
                tile(tiles, Page.percent(figures.path("digit_accuracy").doubleValue()), "digits read in their place");
            }
            tile(
                    tiles,
                    Page.percent(figures.path("expected_calibration_error").doubleValue()),
                    run.kind() == RunKind.LINES
                            ? "calibration error (ECE): distance of confidence from exact lines"
                            : "calibration error (ECE): distance of confidence from accuracy");
        }
        if (!run.rows().isEmpty()) {
            MetricsRow last = run.rows().get(run.rows().size() - 1);
            tile(
                    tiles,
                    Page.format("%,d", last.examplesSeen()),
                    Page.format("%s trained on, in %,d steps", run.kind().examples(), last.step()));
            last.seconds().ifPresent(seconds -> tile(tiles, duration(seconds), "minutes and seconds of training"));
        }
        return tiles + "</div>";
    }

    private static void errorRate(StringBuilder tiles, JsonValue figures, String key, String meaning) {
        JsonValue interval = figures.path(key + "_95");
        tile(
                tiles,
                Page.format("%.2f %%", 100 * figures.path(key).doubleValue()),
                Page.format(
                        "%s; 95 %% interval %.2f to %.2f %%",
                        meaning,
                        100 * interval.path(0).doubleValue(),
                        100 * interval.path(1).doubleValue()));
    }

    private static void tile(StringBuilder tiles, String figure, String meaning) {
        tiles.append("<div class=\"tile\"><b>" + Page.escaped(figure) + "</b><span>" + Page.escaped(meaning)
                + "</span></div>\n");
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        return Page.format("%d:%02d", whole / 60, whole % 60);
    }

    private static String facts(String heading, Map<String, String> facts) {
        StringBuilder rows = new StringBuilder();
        facts.forEach((name, value) -> rows.append(
                "<tr><th scope=\"row\">" + Page.escaped(name) + "</th><td>" + Page.escaped(value) + "</td></tr>\n"));
        return "<figure class=\"panel\">" + (heading.isEmpty() ? "" : "<h3>" + Page.escaped(heading) + "</h3>")
                + (facts.isEmpty() ? "<p class=\"soft\">not known</p>" : "<table class=\"facts\">" + rows + "</table>")
                + "</figure>";
    }
}
