package io.github.trocr4j.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A chart of curves for an HTML page. Unlike {@link SvgPanel}, it leaves all colours to the page's light or dark style.
 */
final class CurveChart {
    private static final double LEFT = 68;
    private static final double TOP = 22;
    private static final double WIDTH = 428;
    private static final double HEIGHT = 210;
    private static final int COLOURS = 8;

    private final Axis across;
    private final Axis up;
    private final StringBuilder svg = new StringBuilder();

    /** Creates a chart without curves. */
    CurveChart(Axis across, Axis up) {
        this.across = across;
        this.up = up;
        int stride = (up.ticks().size() + 7) / 8;
        for (int i = 0; i < up.ticks().size(); i += stride) {
            Axis.Tick tick = up.ticks().get(i);
            add("<path class=\"grid\" d=\"M%.1f %.1fh%.1f\"/>", LEFT, y(tick.value()), WIDTH);
            add(
                    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 7, y(tick.value()) + 4, tick.label());
        }
        for (Axis.Tick tick : across.ticks()) {
            add("<path class=\"axis\" d=\"M%.1f %.1fv4\"/>", x(tick.value()), TOP + HEIGHT);
            add(
                    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
                    x(tick.value()), TOP + HEIGHT + 18, tick.label());
        }
        add("<path class=\"axis\" d=\"M%.1f %.1fv%.1fh%.1f\"/>", LEFT, TOP, HEIGHT, WIDTH);
    }

    /** Adds a line through these points in the colour with this number. */
    CurveChart curve(List<LearningCurve.Point> points, int colour, boolean faint) {
        if (points.size() > 1) {
            add(
                    "<polyline class=\"curve %ss%d\" points=\"%s\"/>",
                    faint ? "faint " : "",
                    colour % COLOURS,
                    points.stream()
                            .map(p -> String.format(Locale.ROOT, "%.1f,%.1f", x(p.x()), y(p.y())))
                            .collect(Collectors.joining(" ")));
        }
        return this;
    }

    /** Adds a dot at each of these points, with its value as a tooltip; x counts {@code examples}, such as "strips". */
    CurveChart dots(List<LearningCurve.Point> points, int colour, String name, String examples) {
        for (LearningCurve.Point p : points) {
            add(
                    "<circle class=\"f%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.8\"><title>%s: %.4g after %,.0f"
                            + " %s</title></circle>",
                    colour % COLOURS, x(p.x()), y(p.y()), Page.escaped(name), p.y(), p.x(), examples);
        }
        return this;
    }

    /** Adds a line from the lower left to the upper right corner, where x and y are equal. */
    CurveChart diagonal() {
        add("<path class=\"ideal\" d=\"M%.1f %.1fL%.1f %.1f\"/>", LEFT, TOP + HEIGHT, LEFT + WIDTH, TOP);
        return this;
    }

    /** Adds a bar from the bottom to {@code value}, with a tooltip. */
    CurveChart bar(double from, double to, double value, int colour, String text) {
        add(
                "<rect class=\"f%d\" fill-opacity=\".55\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
                        + " height=\"%.1f\"><title>%s</title></rect>",
                colour % COLOURS,
                x(from) + 1,
                y(value),
                x(to) - x(from) - 2,
                TOP + HEIGHT - y(value),
                Page.escaped(text));
        return this;
    }

    /** Adds a text centred at x = {@code at}, above y = {@code value}. */
    CurveChart label(double at, double value, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>", x(at), y(value) - 5, Page.escaped(text));
        return this;
    }

    /** Renders the chart with a heading, a legend, which omits empty names, and the title of the horizontal axis. */
    String figure(String heading, List<String> names, String horizontal) {
        StringBuilder legend = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).isEmpty()) {
                legend.append(String.format(
                        Locale.ROOT,
                        "<li><svg viewBox=\"0 0 24 10\" aria-hidden=\"true\"><path class=\"curve s%d\""
                                + " style=\"stroke-width:4\" d=\"M0 5h24\"/></svg>%s</li>",
                        i % COLOURS,
                        Page.escaped(names.get(i))));
            }
        }
        return "<figure class=\"panel\"><h3>" + Page.escaped(heading) + "</h3>"
                + (legend.isEmpty() ? "" : "<ul class=\"legend\">" + legend + "</ul>")
                + "<svg role=\"img\" aria-label=\"" + Page.escaped(heading) + "\" viewBox=\"0 0 520 280\">" + svg
                + String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"273\" text-anchor=\"middle\">%s</text>",
                        LEFT + WIDTH / 2,
                        Page.escaped(horizontal))
                + "</svg></figure>";
    }

    private double x(double value) {
        return LEFT + WIDTH * across.share(value);
    }

    private double y(double value) {
        return TOP + HEIGHT * (1 - up.share(value));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
