package io.github.trocr4j.report;

import com.fasterxml.jackson.databind.JsonNode;
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
        page.section("Data and settings", "");
        page.add("<div class=\"pair\">" + facts("Digits, command, machine", RunContents.flat(run.provenance()))
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
        JsonNode figures = run.evaluation();
        return Page.format(
                "Read %,d of %,d test strips exactly; digits: %s%s.",
                Math.round(figures.path("exact_strips").asDouble()
                        * figures.path("strips").asInt()),
                figures.path("strips").asInt(),
                figures.path("digits").asText(run.provenance().path("digits").asText("unknown")),
                model(figures.path("model").asText()));
    }

    /** Returns the name of the model's folder, without its path, which depends on the machine. */
    private static String model(String path) {
        String folder = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return folder.isEmpty() ? "" : "; model: " + folder;
    }

    private static String tiles(RunContents run) {
        StringBuilder tiles = new StringBuilder("<div class=\"tiles\">");
        JsonNode figures = run.evaluation();
        if (run.isEvaluated()) {
            JsonNode interval = figures.path("exact_strips_95");
            tile(
                    tiles,
                    Page.percent(figures.path("exact_strips").asDouble()),
                    Page.format(
                            "strips read exactly; 95 %% interval %.1f to %.1f %%",
                            100 * interval.path(0).asDouble(),
                            100 * interval.path(1).asDouble()));
            tile(tiles, Page.percent(figures.path("digit_accuracy").asDouble()), "digits read in their place");
            tile(
                    tiles,
                    Page.percent(figures.path("expected_calibration_error").asDouble()),
                    "calibration error (ECE): distance of confidence from accuracy");
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
