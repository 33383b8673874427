package io.github.trocr4j.report;

import io.github.trocr4j.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Compares several runs on one HTML page: figures, curves, accuracy by position, differing settings. */
public final class ComparisonPage {
    private static final String UNKNOWN = "-";
    private static final List<String> STRIP_FIGURES = List.of(
            "exact strips", "95 % interval", "digits", "ECE", "strips read", "trained on", "seconds", "digits of");
    private static final List<String> LINE_FIGURES = List.of(
            "exact lines",
            "95 % interval",
            "CER",
            "95 % interval",
            "WER",
            "ECE",
            "lines read",
            "trained on",
            "seconds",
            "data");

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
        if (!all(runs, RunKind.STRIPS)) {
            page.style(LineSections.STYLE);
        }
        page.section(
                "Figures",
                "On " + RunContents.examples(runs)
                        + " that the run was not trained on. If the 95 % intervals of two runs overlap"
                        + " widely, the difference may be chance. Figures on different "
                        + (all(runs, RunKind.STRIPS) ? "digits" : "data") + " cannot be compared.");
        for (RunKind kind : RunKind.values()) {
            List<List<String>> figures = figures(kind, runs, names);
            if (!figures.isEmpty()) {
                page.add(table("run", kind == RunKind.STRIPS ? STRIP_FIGURES : LINE_FIGURES, figures));
            }
        }
        page.section("Learning curves", "");
        page.add(RunCurves.of(runs, names));
        if (!all(runs, RunKind.LINES)) {
            page.section("Share of the digits read correctly at each position, from the left", "");
            page.add(table("run", positions(runs), positions(runs, names)));
        }
        List<Integer> lengths = lengths(runs);
        if (!lengths.isEmpty()) {
            page.section("CER by length of the text, in characters", "");
            page.add(table("run", lengthNames(runs, lengths), lengths(runs, names, lengths)));
        }
        page.section(
                "Differences",
                (all(runs, RunKind.STRIPS) ? "Settings and digits" : "Settings and data")
                        + " that are not the same in all of these runs.");
        List<List<String>> differences = differences(runs);
        page.add(differences.isEmpty() ? "<p>All settings are the same.</p>" : table("setting", names, differences));
        return page.add("<footer>Made by " + Page.escaped(program) + ".</footer>")
                .html();
    }

    private static boolean all(List<RunContents> runs, RunKind kind) {
        return runs.stream().allMatch(run -> run.kind() == kind);
    }

    private static List<List<String>> figures(RunKind kind, List<RunContents> runs, List<String> names) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            RunContents run = runs.get(i);
            if (run.kind() != kind) {
                continue;
            }
            JsonValue figures = run.evaluation();
            String examples = kind.examples();
            MetricsRow last =
                    run.rows().isEmpty() ? null : run.rows().get(run.rows().size() - 1);
            List<String> row = new ArrayList<>();
            row.add(names.get(i) + (run.isEvaluated() ? "" : " (unfinished)"));
            row.add(percent(figures.path("exact_" + examples)));
            row.add(interval(figures.path("exact_" + examples + "_95"), 1));
            if (kind == RunKind.LINES) {
                row.add(rate(figures.path("cer")));
                row.add(interval(figures.path("cer_95"), 2));
                row.add(rate(figures.path("wer")));
            } else {
                row.add(percent(figures.path("digit_accuracy")));
            }
            row.add(percent(figures.path("expected_calibration_error")));
            row.add(
                    run.isEvaluated()
                            ? Page.format("%,d", figures.path(examples).intValue())
                            : UNKNOWN);
            row.add(last == null ? UNKNOWN : Page.format("%,d", last.examplesSeen()));
            row.add(
                    last == null || last.seconds().isEmpty()
                            ? UNKNOWN
                            : Page.format("%,.0f", last.seconds().getAsDouble()));
            row.add(run.provenance().path(run.dataKey()).asText(UNKNOWN));
            rows.add(row);
        }
        return rows;
    }

    private static String interval(JsonValue interval, int decimals) {
        return interval.size() == 2
                ? Page.format(
                        "%." + decimals + "f to %." + decimals + "f %%",
                        100 * interval.path(0).doubleValue(),
                        100 * interval.path(1).doubleValue())
                : UNKNOWN;
    }

    private static String rate(JsonValue rate) {
        return rate.isNumber() ? Page.format("%.2f %%", 100 * rate.doubleValue()) : UNKNOWN;
    }

    /** Returns the first lengths of all groups of lines of any run. */
    private static List<Integer> lengths(List<RunContents> runs) {
        Set<Integer> from = new TreeSet<>();
        runs.forEach(run -> run.evaluation()
                .path("by_length")
                .forEach(each -> from.add(each.path("from").intValue())));
        return List.copyOf(from);
    }

    private static List<String> lengthNames(List<RunContents> runs, List<Integer> lengths) {
        return lengths.stream()
                .map(from -> runs.stream()
                        .map(run -> group(run, from))
                        .filter(JsonValue::isObject)
                        .findFirst()
                        .map(LineSections::length)
                        .orElse(UNKNOWN))
                .toList();
    }

    private static List<List<String>> lengths(List<RunContents> runs, List<String> names, List<Integer> lengths) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            RunContents run = runs.get(i);
            if (run.kind() == RunKind.LINES) {
                List<String> row = new ArrayList<>(List.of(names.get(i)));
                lengths.forEach(from -> row.add(rate(group(run, from).path("cer"))));
                rows.add(row);
            }
        }
        return rows;
    }

    private static JsonValue group(RunContents run, int from) {
        for (JsonValue each : run.evaluation().path("by_length")) {
            if (each.path("from").intValue() == from) {
                return each;
            }
        }
        return JsonValue.MISSING;
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
            if (runs.get(i).kind() != RunKind.STRIPS) {
                continue;
            }
            List<String> row = new ArrayList<>(List.of(names.get(i)));
            JsonValue positions = runs.get(i).evaluation().path("position_accuracy");
            positions.forEach(each -> row.add(Page.format("%.2f %%", 100 * each.doubleValue())));
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
                    all.put(run.dataKey(), run.provenance().path(run.dataKey()).asText(UNKNOWN));
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

    private static String percent(JsonValue share) {
        return share.isNumber() ? Page.percent(share.doubleValue()) : UNKNOWN;
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
