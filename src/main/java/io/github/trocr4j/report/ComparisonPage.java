package io.github.trocr4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Compares several runs on one HTML page: figures, curves, accuracy by position, differing settings. */
public final class ComparisonPage {
    private static final String UNKNOWN = "-";
    private static final List<String> FIGURES = List.of(
            "exact strips", "95 % interval", "digits", "ECE", "strips read", "trained on", "seconds", "digits of");

    private ComparisonPage() {}

    /**
     * Renders the page. Unfinished runs appear with the data they have.
     *
     * @param runs at least two
     * @param names the names of the runs, all different
     * @param program as for {@link RunPage}
     */
    public static String html(List<RunContents> runs, List<String> names, String program) {
        String title = runs.size() + " runs compared";
        Page page = new Page(title + " - trocr4j");
        page.add("<header><h1>" + title + "</h1></header>");
        page.section(
                "Figures",
                "On strips that the run was not trained on. If the 95 % intervals of two runs overlap widely, the"
                        + " difference may be chance. Figures on different digits cannot be compared.");
        page.add(table("run", FIGURES, figures(runs, names)));
        page.section("Learning curves", "");
        page.add(RunCurves.of(runs, names));
        page.section("Share of the digits read correctly at each position, from the left", "");
        page.add(table("run", positions(runs), positions(runs, names)));
        page.section("Differences", "Settings and digits that are not the same in all of these runs.");
        List<List<String>> differences = differences(runs);
        page.add(differences.isEmpty() ? "<p>All settings are the same.</p>" : table("setting", names, differences));
        return page.add("<footer>Made by " + Page.escaped(program) + ".</footer>")
                .html();
    }

    private static List<List<String>> figures(List<RunContents> runs, List<String> names) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            RunContents run = runs.get(i);
            JsonNode figures = run.evaluation();
            JsonNode interval = figures.path("exact_strips_95");
            MetricsRow last =
                    run.rows().isEmpty() ? null : run.rows().get(run.rows().size() - 1);
            rows.add(List.of(
                    names.get(i) + (run.isEvaluated() ? "" : " (unfinished)"),
                    percent(figures.path("exact_strips")),
                    interval.size() == 2
                            ? Page.format(
                                    "%.1f to %.1f %%",
                                    100 * interval.path(0).asDouble(),
                                    100 * interval.path(1).asDouble())
                            : UNKNOWN,
                    percent(figures.path("digit_accuracy")),
                    percent(figures.path("expected_calibration_error")),
                    run.isEvaluated()
                            ? Page.format("%,d", figures.path("strips").asInt())
                            : UNKNOWN,
                    last == null ? UNKNOWN : Page.format("%,d", last.examplesSeen()),
                    last == null || last.seconds().isEmpty()
                            ? UNKNOWN
                            : Page.format("%,.0f", last.seconds().getAsDouble()),
                    run.provenance().path("digits").asText(UNKNOWN)));
        }
        return rows;
    }

    private static List<String> positions(List<RunContents> runs) {
        int most = runs.stream()
                .mapToInt(run -> run.evaluation().path("position_accuracy").size())
                .max()
                .orElse(0);
        return IntStream.rangeClosed(1, most).mapToObj(Integer::toString).toList();
    }

    private static List<List<String>> positions(List<RunContents> runs, List<String> names) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            List<String> row = new ArrayList<>(List.of(names.get(i)));
            JsonNode positions = runs.get(i).evaluation().path("position_accuracy");
            positions.forEach(each -> row.add(Page.format("%.2f %%", 100 * each.asDouble())));
            if (positions.isEmpty()) {
                row.add(UNKNOWN);
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<List<String>> differences(List<RunContents> runs) {
        List<Map<String, String>> settings = runs.stream()
                .map(run -> {
                    Map<String, String> all = run.settings();
                    all.put("digits", run.provenance().path("digits").asText(UNKNOWN));
                    return all;
                })
                .toList();
        Set<String> keys = new LinkedHashSet<>();
        settings.forEach(each -> keys.addAll(each.keySet()));
        List<List<String>> rows = new ArrayList<>();
        for (String key : keys) {
            long different = IntStream.range(0, runs.size())
                    .filter(i -> isKnown(key, runs.get(i)))
                    .mapToObj(i -> settings.get(i).getOrDefault(key, UNKNOWN))
                    .distinct()
                    .count();
            if (different > 1) {
                List<String> row = new ArrayList<>(List.of(key));
                settings.forEach(each -> row.add(each.getOrDefault(key, UNKNOWN)));
                rows.add(row);
            }
        }
        return rows;
    }

    /** An unknown setting does not count as a different one. */
    private static boolean isKnown(String key, RunContents run) {
        return !(key.startsWith(RunContents.MODEL) ? run.model() : run.training()).isEmpty();
    }

    private static String percent(JsonNode share) {
        return share.isNumber() ? Page.percent(share.asDouble()) : UNKNOWN;
    }

    private static String table(String corner, List<String> head, List<List<String>> body) {
        StringBuilder html = new StringBuilder("<div class=\"panel scroll\"><table class=\"runs\">");
        if (!head.isEmpty()) {
            html.append("<thead><tr>").append(cell("th", corner));
            head.forEach(name -> html.append(cell("th", name)));
            html.append("</tr></thead>");
        }
        html.append("<tbody>");
        for (List<String> row : body) {
            html.append("<tr><th scope=\"row\">" + Page.escaped(row.get(0)) + "</th>");
            row.subList(1, row.size()).forEach(value -> html.append(cell("td", value)));
            html.append("</tr>\n");
        }
        return html + "</tbody></table></div>";
    }

    private static String cell(String element, String text) {
        return "<" + element + ">" + Page.escaped(text) + "</" + element + ">";
    }
}
