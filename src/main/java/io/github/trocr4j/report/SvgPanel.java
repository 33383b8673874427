package io.github.trocr4j.report;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A panel of a drawing: a frame with two axes, and curves in the order in which they are added. */
final class SvgPanel {
    private final double left;
    private final double top;
    private final double width;
    private final double height;
    private final Axis across;
    private final Axis up;
    private final StringBuilder svg = new StringBuilder();
    private double nextKey;

    /** Creates a panel without curves; positions and sizes are in the units of the drawing. */
    SvgPanel(double left, double top, double width, double height, String title, Axis across, Axis up) {
        this.left = left;
        this.top = top;
        this.width = width;
        this.height = height;
        this.across = across;
        this.up = up;
        nextKey = left + width;
        add(
                "<text x='%.1f' y='%.1f' font-size='13' font-weight='600' fill='#374151'>%s</text>",
                left, top - 12, escaped(title));
        for (Axis.Tick tick : thinned(up)) {
            double y = y(tick.value());
            add("<path d='M%.1f %.1fh%.1f' stroke='#e5e7eb'/>", left, y, width);
            add(
                    "<text x='%.1f' y='%.1f' font-size='11' fill='#6b7280' text-anchor='end'>%s</text>",
                    left - 8, y + 4, tick.label());
        }
        for (Axis.Tick tick : across.ticks()) {
            double x = x(tick.value());
            add("<path d='M%.1f %.1fv5' stroke='#9ca3af'/>", x, top + height);
            add(
                    "<text x='%.1f' y='%.1f' font-size='11' fill='#6b7280' text-anchor='middle'>%s</text>",
                    x, top + height + 19, tick.label());
        }
        add("<path d='M%.1f %.1fv%.1fh%.1f' fill='none' stroke='#9ca3af'/>", left, top, height, width);
    }

    /** Adds a line through these points. */
    void curve(List<LearningCurve.Point> points, String colour, double stroke, double opacity) {
        if (points.size() < 2) {
            return;
        }
        String path = points.stream()
                .map(p -> String.format(Locale.ROOT, "%.1f,%.1f", x(p.x()), y(p.y())))
                .collect(Collectors.joining(" "));
        add(
                "<polyline points='%s' fill='none' stroke='%s' stroke-width='%.1f' stroke-opacity='%.2f'"
                        + " stroke-linejoin='round'/>",
                path, colour, stroke, opacity);
    }

    /** Adds a dot at each of these points, with a tooltip. */
    void dots(List<LearningCurve.Point> points, String colour, Function<LearningCurve.Point, String> text) {
        for (LearningCurve.Point p : points) {
            add(
                    "<circle cx='%.1f' cy='%.1f' r='3' fill='%s'><title>%s</title></circle>",
                    x(p.x()), y(p.y()), colour, escaped(text.apply(p)));
        }
    }

    /** Adds the name of a curve above the panel, to the left of earlier names. */
    void key(String name, String colour) {
        add(
                "<text x='%.1f' y='%.1f' font-size='12' font-weight='600' fill='%s' text-anchor='end'>%s</text>",
                nextKey, top - 12, colour, escaped(name));
        nextKey -= 7.2 * name.length() + 18; // fonts differ; 7.2 is the mean width of a character in a wide one
    }

    /** Returns the SVG elements of the panel, one a line. */
    String svg() {
        return svg.toString();
    }

    /** Escapes the special characters of XML. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private double x(double value) {
        return left + width * across.share(value);
    }

    private double y(double value) {
        return top + height * (1 - up.share(value));
    }

    /** Returns every n-th tick, so that at most ten labels are shown. */
    private static List<Axis.Tick> thinned(Axis axis) {
        int stride = (axis.ticks().size() + 9) / 10;
        return IntStream.range(0, axis.ticks().size())
                .filter(i -> i % stride == 0)
                .mapToObj(axis.ticks()::get)
                .toList();
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
