package io.github.trocr4j.report;

import io.github.trocr4j.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Renders a run over lines of text on its page: errors by length, confusions, the worst lines, and where the decoder
 * looks. The figures are those of {@link LineMetricsTable#json}, the lines those of {@link ShownLines}.
 */
final class LineSections {
    /** The style of these sections, a resource. */
    static final String STYLE = "lines.css";

    private static final int MAX_CONFUSIONS = 30;
    private static final double FEWEST_LABELS = 16;

    private LineSections() {}

    /** Adds the sections for which there are data; none for a run over strips. */
    static void addTo(Page page, JsonValue evaluation, JsonValue shown) {
        if (!evaluation.path("by_length").isEmpty()) {
            page.style(STYLE);
            page.section(
                    "Which lines are misread",
                    "Lines by the number of characters of their text. A line that is twice as long is read without"
                            + " an error less often even if each character is read as well as before.");
            page.add("<div class=\"pair\">" + chart(evaluation.path("by_length"))
                    + lengths(evaluation.path("by_length")) + "</div>");
        }
        if (!evaluation.path("confusions").isEmpty()) {
            page.style(STYLE);
            page.section(
                    "Which characters are misread",
                    "Differences between text and reading by alignment, not by position: a missing character does not"
                            + " make the characters after it wrong. The share is that of all edits that CER counts.");
            page.add(confusions(evaluation));
        }
        lines(page, shown);
    }

    private static void lines(Page page, JsonValue shown) {
        if (!shown.path("worst_lines").isEmpty()) {
            page.style(STYLE);
            page.section(
                    "The worst lines",
                    "The lines with the most edits, and among them those with the highest confidence first."
                            + " Characters that differ are marked; a bar stands for missing characters.");
            StringBuilder cards = new StringBuilder("<div class=\"lines\">");
            shown.path("worst_lines")
                    .forEach(line ->
                            cards.append("<figure class=\"card\">" + image(line) + texts(line) + "</figure>\n"));
            page.add(cards + "</div>");
        }
        if (!shown.path("attended_lines").isEmpty()) {
            page.style(STYLE);
            page.section(
                    "Where the decoder looks",
                    "For each character, the cross-attention to each patch of the picture: the mean over all heads of"
                            + " all layers, relative to the patch with the highest share. Patches below "
                            + Page.format("%.0f %%", 100 * StripSections.MIN_SHARE)
                            + " of that are omitted, as is the attention to the two tokens that are not patches.");
            StringBuilder cards = new StringBuilder();
            int number = 0;
            for (JsonValue line : shown.path("attended_lines")) {
                cards.append(look(line, number++));
            }
            page.add(cards.toString());
        }
    }

    private static String chart(JsonValue lengths) {
        List<Axis.Tick> ticks = new ArrayList<>();
        double worst = 0;
        int stride = (int) Math.ceil(lengths.size() / FEWEST_LABELS);
        for (int i = 0; i < lengths.size(); i++) {
            worst = Math.max(worst, lengths.path(i).path("cer").doubleValue());
            if (i % stride == 0) {
                ticks.add(new Axis.Tick(i + 1, Integer.toString(number(lengths.path(i), "from"))));
            }
        }
        CurveChart chart = new CurveChart(
                new Axis(0.5, lengths.size() + 0.5, false, ticks),
                EvaluationSections.shares(Math.max(0.01, 1.2 * worst)));
        for (int i = 0; i < lengths.size(); i++) {
            JsonValue each = lengths.path(i);
            double cer = each.path("cer").doubleValue();
            chart.bar(
                    i + 0.65,
                    i + 1.35,
                    cer,
                    3,
                    Page.format(
                            "%s characters: CER %.2f %% of %,d lines", length(each), 100 * cer, number(each, "lines")));
        }
        return chart.figure("CER by length of the text", List.of(), "characters");
    }

    private static String lengths(JsonValue lengths) {
        StringBuilder rows = new StringBuilder();
        for (JsonValue each : lengths) {
            rows.append(Page.format(
                    "<tr><th scope=\"row\">%s</th><td>%,d</td><td>%s</td><td>%.2f %%</td></tr>\n",
                    length(each),
                    number(each, "lines"),
                    Page.percent(each.path("exact_lines").doubleValue()),
                    100 * each.path("cer").doubleValue()));
        }
        return "<figure class=\"panel scroll\"><h3>The same data as a table</h3><table class=\"lengths\"><thead><tr><th>characters</th>"
                + "<th>lines</th><th>exact</th><th>CER</th></tr></thead><tbody>" + rows + "</tbody></table></figure>";
    }

    /** Returns the lengths of a group of lines, such as "21 to 30". */
    static String length(JsonValue each) {
        int from = number(each, "from");
        int to = number(each, "to");
        return from == to ? Integer.toString(to) : from + " to " + to;
    }

    private static int number(JsonValue node, String key) {
        return node.path(key).intValue();
    }

    private static String confusions(JsonValue evaluation) {
        JsonValue confusions = evaluation.path("confusions");
        double edits = Math.max(1, evaluation.path("character_edits").doubleValue());
        ToIntFunction<JsonValue> count = each -> number(each, "count");
        int most = IntStream.range(0, confusions.size())
                .map(i -> count.applyAsInt(confusions.path(i)))
                .max()
                .orElse(1);
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < Math.min(MAX_CONFUSIONS, confusions.size()); i++) {
            JsonValue each = confusions.path(i);
            rows.append(Page.format(
                    "<tr><td>%s</td><td>%s</td><td>%,d</td><td>%s</td><td><div class=\"share\""
                            + " style=\"width:%.1f%%\"></div></td></tr>\n",
                    character(each.path("expected").asText(), "too many"),
                    character(each.path("read").asText(), "missing"),
                    count.applyAsInt(each),
                    Page.percent(count.applyAsInt(each) / edits),
                    100.0 * count.applyAsInt(each) / Math.max(1, most)));
        }
        return "<figure class=\"panel scroll\"><table class=\"confusions\"><thead><tr><th>written</th><th>read</th>"
                + "<th>times</th><th>share</th><th></th></tr></thead><tbody>" + rows + "</tbody></table></figure>";
    }

    /** Returns a character, with code and name if it is not ASCII or has no shape. */
    private static String character(String text, String ifNone) {
        if (text.isEmpty()) {
            return "<small>" + ifNone + "</small>";
        }
        int c = text.codePointAt(0);
        String shape = "<bdi>" + Page.escaped(VisibleText.of(text).replace(' ', MarkedText.OPEN_BOX)) + "</bdi>";
        return c > ' ' && c < 0x7f
                ? shape
                : shape + " <small>"
                        + Page.escaped(VisibleText.code(c) + (Character.isDefined(c) ? " " + Character.getName(c) : ""))
                        + "</small>";
    }

    private static String image(JsonValue line) {
        int scale = number(line, "height") < LineSheet.READABLE ? 2 : 1;
        return Page.format(
                "<img class=\"line\" alt=\"\" width=\"%d\" height=\"%d\" src=\"%s\"/>",
                scale * number(line, "width"), scale * number(line, "height"), StripSections.source(line));
    }

    private static String texts(JsonValue line) {
        MarkedText texts =
                MarkedText.of(line.path("expected").asText(), line.path("read").asText());
        return Page.format(
                "<dl class=\"texts\"><dt>text</dt><dd>%s</dd><dt>read</dt><dd>%s</dd></dl>"
                        + "<figcaption>%s; confidence %s</figcaption>",
                marked(texts.expected()),
                marked(texts.read()),
                Page.escaped(
                        VisibleText.shortened(VisibleText.of(line.path("file").asText()), 200)),
                Page.percent(line.path("confidence").doubleValue()));
    }

    private static String marked(List<MarkedText.Part> parts) {
        StringBuilder html = new StringBuilder();
        for (MarkedText.Part part : parts) {
            html.append(
                    part.wrong()
                            ? "<mark" + (part.text().isEmpty() ? " class=\"gap\"" : "") + ">"
                                    + Page.escaped(part.text()) + "</mark>"
                            : Page.escaped(part.text()));
        }
        return html.isEmpty() ? "<small>nothing</small>" : "<bdi>" + html + "</bdi>";
    }

    private static String look(JsonValue line, int number) {
        int width = Math.max(1, number(line, "width"));
        int height = Math.max(1, number(line, "height"));
        StringBuilder maps = new StringBuilder();
        for (int i = 0; i < line.path("attention").size(); i++) {
            maps.append(Page.format(
                    "<div><bdi>%s</bdi><svg class=\"line\" viewBox=\"0 0 %d %d\"><use href=\"#line%d\"/>"
                            + "<g class=\"heat\">%s</g></svg></div>\n",
                    Page.escaped(
                            VisibleText.of(line.path("tokens").path(i).asText()).replace(' ', MarkedText.OPEN_BOX)),
                    width,
                    height,
                    number,
                    StripSections.heat(line, i, width, height)));
        }
        return Page.format(
                "<figure class=\"card\"><svg class=\"line whole\" style=\"max-width:%dpx\" viewBox=\"0 0 %d %d\">"
                        + "<image id=\"line%d\" width=\"%d\" height=\"%d\" href=\"%s\"/></svg>%s"
                        + "<div class=\"looks\" style=\"--width:%dpx\">%s</div></figure>\n",
                width,
                width,
                height,
                number,
                width,
                height,
                StripSections.source(line),
                texts(line),
                Math.max(120, Math.min(width, 320)),
                maps);
    }
}
