package io.github.trocr4j.report;

import io.github.trocr4j.json.JsonValue;
import java.util.regex.Pattern;

/** Renders the strips of {@link ShownStrips} on the page of a run: the worst errors, and the decoder's attention. */
final class StripSections {
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");
    static final double MIN_SHARE = 0.04;

    private StripSections() {}

    /** Adds the sections for which there are data. */
    static void addTo(Page page, JsonValue shown) {
        if (!shown.path("worst").isEmpty()) {
            page.section(
                    "The worst errors",
                    "Misread strips, in descending order of the confidence of the wrong digit. Below each strip are "
                            + "the digits read and their confidences; errors are red, with the correct digit after"
                            + " the arrow.");
            StringBuilder cards = new StringBuilder("<div class=\"cards\">");
            shown.path("worst").forEach(strip -> cards.append(card(strip)));
            page.add(cards + "</div>");
        }
        if (!shown.path("looks").isEmpty()) {
            page.section(
                    "Where the decoder looks",
                    "For each digit, the cross-attention to each patch of the strip: the mean over all heads of all "
                            + "layers, relative to the patch with the highest share. Patches below "
                            + Page.format("%.0f %%", 100 * MIN_SHARE)
                            + " of that are omitted, as is the attention to the two tokens that are not patches.");
            StringBuilder cards = new StringBuilder("<div class=\"cards\">");
            int number = 0;
            for (JsonValue strip : shown.path("looks")) {
                cards.append(look(strip, number++));
            }
            page.add(cards + "</div>");
        }
    }

    private static String card(JsonValue strip) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < strip.path("read").size(); i++) {
            boolean wrong = isWrong(strip, i);
            digits.append(Page.format(
                    "<span%s><b>%d%s</b><small>%s</small></span>",
                    wrong ? " class=\"wrong\"" : "",
                    strip.path("read").path(i).intValue(),
                    wrong ? "&#8594;" + strip.path("expected").path(i).intValue() : "",
                    confidence(strip, i)));
        }
        return Page.format(
                "<figure class=\"card\"><img class=\"strip\" alt=\"%s\" width=\"%d\" height=\"%d\" src=\"%s\"/>"
                        + "<div class=\"digits\">%s</div></figure>\n",
                spoken(strip),
                strip.path("width").intValue(),
                strip.path("height").intValue(),
                source(strip),
                digits);
    }

    private static String look(JsonValue strip, int number) {
        int width = Math.max(1, strip.path("width").intValue());
        int height = Math.max(1, strip.path("height").intValue());
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < strip.path("attention").size(); i++) {
            rows.append(Page.format(
                    "<span%s><b>%d</b> %s</span><svg class=\"strip\" viewBox=\"0 0 %d %d\">"
                            + "<use href=\"#look%d\"/><g class=\"heat\">%s</g></svg>\n",
                    isWrong(strip, i) ? " class=\"wrong\"" : "",
                    strip.path("read").path(i).intValue(),
                    confidence(strip, i),
                    width,
                    height,
                    number,
                    heat(strip, i, width, height)));
        }
        return Page.format(
                "<figure class=\"card\"><h3>%s</h3><div class=\"look\"><span class=\"soft\">strip</span>"
                        + "<svg class=\"strip\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
                        + "<image id=\"look%d\" width=\"%d\" height=\"%d\" href=\"%s\"/></svg>%s</div></figure>\n",
                spoken(strip), width, height, spoken(strip), number, width, height, source(strip), rows);
    }

    /** Returns rectangles over the patches that the decoder looks at for a digit or token. */
    static String heat(JsonValue strip, int digit, int width, int height) {
        int columns = Math.max(1, strip.path("columns").intValue());
        int rows = Math.max(1, strip.path("rows").intValue());
        JsonValue weights = strip.path("attention").path(digit);
        double most = 0;
        for (JsonValue weight : weights) {
            most = Math.max(most, weight.doubleValue());
        }
        StringBuilder heat = new StringBuilder();
        for (int i = 0; i < weights.size(); i++) {
            double share = weights.path(i).doubleValue();
            int row = i / columns;
            int column = i % columns;
            if (share > MIN_SHARE * most) {
                heat.append(Page.format(
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
                                + " fill-opacity=\"%.2f\"><title>%s</title></rect>",
                        (double) column * width / columns,
                        (double) row * height / rows,
                        (double) width / columns,
                        (double) height / rows,
                        0.72 * share / most,
                        Page.percent(share)));
            }
        }
        return heat.toString();
    }

    private static boolean isWrong(JsonValue strip, int i) {
        JsonValue read = strip.path("read").path(i);
        return !read.isInt() || !read.equals(strip.path("expected").path(i));
    }

    private static String confidence(JsonValue strip, int i) {
        return Page.format("%.0f %%", 100 * strip.path("confidences").path(i).doubleValue());
    }

    /** Returns a description such as "12345 read as 12346". */
    private static String spoken(JsonValue strip) {
        String expected = digits(strip.path("expected"));
        String read = digits(strip.path("read"));
        return expected.equals(read) ? read + " read correctly" : expected + " read as " + read;
    }

    private static String digits(JsonValue digits) {
        StringBuilder text = new StringBuilder();
        digits.forEach(digit -> text.append(digit.intValue()));
        return text.toString();
    }

    /** Returns the picture as a data URL; an empty one if the file does not hold base64. */
    static String source(JsonValue strip) {
        String png = strip.path("png").asText();
        return "data:image/png;base64," + (BASE64.matcher(png).matches() ? png : "");
    }
}
