package io.github.trocr4j.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Draws how measurements grow with a parameter, as SVG: panels in two columns, with points joined by lines. */
public final class GrowthChart {
    private static final double LEFT = 70;
    private static final double WIDTH = 410;
    private static final double COLUMN = 500;
    private static final double TOP = 100;
    private static final double HEIGHT = 200;
    private static final double ROW = 275;
    private static final int COLUMNS = 2;
    private static final double HEADROOM = 1.1;
    private static final List<String> COLOURS = List.of("#2563eb", "#15803d", "#d97706", "#7c3aed");

    private GrowthChart() {}

    /**
     * A point of a curve.
     *
     * @param x the value of the parameter; positive on a logarithmic axis
     * @param label the label below it
     * @param y the measurement, positive
     */
    public record Point(double x, String label, double y) {}

    /**
     * A line through points.
     *
     * @param name the name of the line
     * @param points from left to right
     */
    public record Curve(String name, List<Point> points) {}

    /**
     * One panel of the drawing.
     *
     * @param title the title, which names both axes
     * @param logarithmicAcross whether the horizontal axis is logarithmic
     * @param logarithmicUp whether the vertical axis is logarithmic; otherwise it starts at 0
     * @param curves the curves; curves of the same name have the same colour in all panels, with four colours in all
     */
    public record Panel(String title, boolean logarithmicAcross, boolean logarithmicUp, List<Curve> curves) {}

    /** Draws the panels, left and right in turn. A panel without points stays empty. */
    public static String svg(String title, List<Panel> panels) {
        int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
        long width = (long) (COLUMNS * COLUMN + 20);
        long height = (long) (TOP + rows * ROW);
        List<String> names = panels.stream()
                .flatMap(panel -> panel.curves().stream())
                .map(Curve::name)
                .distinct()
                .toList();
        StringBuilder svg = new StringBuilder();
        for (int i = 0; i < panels.size(); i++) {
            int row = i / COLUMNS;
            svg.append(panel(panels.get(i), names, LEFT + i % COLUMNS * COLUMN, TOP + row * ROW));
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
                font-family="system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                <text x="28" y="38" font-size="17" font-weight="600" fill="#1f2937">%3$s</text>
                %4$s</svg>
                """.formatted(width, height, SvgPanel.escaped(title), svg);
    }

    private static String panel(Panel panel, List<String> names, double left, double top) {
        List<Point> all = panel.curves().stream()
                .flatMap(curve -> curve.points().stream())
                .toList();
        SvgPanel svg = new SvgPanel(left, top, WIDTH, HEIGHT, panel.title(), across(panel, all), up(panel, all));
        for (int i = panel.curves().size() - 1; i >= 0; i--) {
            Curve curve = panel.curves().get(i);
            String colour = COLOURS.get(names.indexOf(curve.name()) % COLOURS.size());
            List<LearningCurve.Point> points = curve.points().stream()
                    .map(point -> new LearningCurve.Point(point.x(), point.y()))
                    .toList();
            svg.curve(points, colour, 2, 1);
            TreeMap<Double, String> labels = new TreeMap<>();
            curve.points().forEach(point -> labels.put(point.x(), point.label()));
            svg.dots(
                    points,
                    colour,
                    point -> String.format(Locale.ROOT, "%.4g at %s", point.y(), labels.get(point.x())));
            svg.key(curve.name(), colour);
        }
        return svg.svg();
    }

    /** Returns an axis with ticks at the points themselves. */
    private static Axis across(Panel panel, List<Point> all) {
        List<Axis.Tick> ticks = all.stream()
                .map(point -> new Axis.Tick(point.x(), point.label()))
                .distinct()
                .sorted(Comparator.comparingDouble(Axis.Tick::value))
                .toList();
        double low = ticks.isEmpty() ? 1 : ticks.get(0).value();
        double high = ticks.isEmpty() ? 1 : ticks.get(ticks.size() - 1).value();
        return new Axis(low, high > low ? high : low * 2, panel.logarithmicAcross(), ticks);
    }

    private static Axis up(Panel panel, List<Point> all) {
        double high = all.stream().mapToDouble(Point::y).max().orElse(1);
        double low = all.stream().mapToDouble(Point::y).min().orElse(high / 10);
        return panel.logarithmicUp() ? Axis.logarithmic(low, Math.max(high, low * 2)) : Axis.linear(0, high * HEADROOM);
    }
}
