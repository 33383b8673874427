package io.github.trocr4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Draws the learning curve of a run as SVG, in two panels over the strips or lines seen: the loss, on a logarithmic
 * scale, and the figures of the held-out strips or lines. SVG is text, is sharp at any size, and needs no fonts where
 * it is written.
 */
public final class LearningCurve {
    private static final double LEFT = 78;
    private static final double WIDTH = 620;
    private static final double LOSS_TOP = 84;
    private static final double READ_TOP = 382;
    private static final double HEIGHT = 220;
    private static final int MAX_POINTS = 500;
    private static final double MIN_LOSS = 1e-6;

    private static final String BLUE = "#2563eb";
    private static final String ORANGE = "#d97706";
    private static final String GREEN = "#15803d";
    private static final String VIOLET = "#7c3aed";

    private LearningCurve() {}

    /** A point of a curve. */
    record Point(double x, double y) {}

    /**
     * Draws the rows of a run; without rows, the panels are empty.
     *
     * @param title the title, such as the name of the run
     * @param kind what the rows measure
     * @param rows the rows in the order of their steps, as {@link MetricsCsv#read} returns them
     * @return the text of an SVG file
     */
    public static String svg(String title, RunKind kind, List<MetricsRow> rows) {
        List<Point> loss = points(rows, MetricsRow::trainLoss);
        List<Point> evalLoss = points(rows, MetricsRow::evalLoss);
        List<Point> exact = points(rows, MetricsRow::exact);
        List<Point> characters = points(rows, MetricsRow::digitAccuracyOrCer);
        long seen = rows.stream().mapToLong(MetricsRow::examplesSeen).max().orElse(0);
        Axis across = Axis.linear(0, Math.max(1.0, (double) seen));

        Function<Point, String> dotText =
                point -> String.format(Locale.ROOT, "%.4f after %,.0f %s", point.y(), point.x(), kind.examples());
        SvgPanel lossPanel =
                new SvgPanel(LEFT, LOSS_TOP, WIDTH, HEIGHT, "loss (nats per token)", across, lossAxis(loss, evalLoss));
        // The single steps stay visible behind their mean, because their scatter shows how reliable it is.
        lossPanel.curve(thinned(loss), BLUE, 1, 0.28);
        lossPanel.curve(thinned(smoothed(loss)), BLUE, 2.2, 1);
        lossPanel.curve(evalLoss, ORANGE, 1.8, 1);
        lossPanel.dots(evalLoss, ORANGE, dotText);
        lossPanel.key("training", BLUE);
        if (!evalLoss.isEmpty()) {
            lossPanel.key("held out", ORANGE);
        }

        SvgPanel readPanel = new SvgPanel(
                LEFT,
                READ_TOP,
                WIDTH,
                HEIGHT,
                kind == RunKind.STRIPS ? "read correctly (held out)" : "lines held out",
                across,
                Axis.percent());
        readPanel.curve(characters, VIOLET, 1.8, 1);
        readPanel.dots(characters, VIOLET, dotText);
        readPanel.curve(exact, GREEN, 2.2, 1);
        readPanel.dots(exact, GREEN, dotText);
        readPanel.key(kind.figure() + last(characters, kind == RunKind.STRIPS ? 1 : 2), VIOLET);
        readPanel.key("exact " + kind.examples() + last(exact, 1), GREEN);

        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 740 668" width="740" height="668" \
                font-family="system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif">
                <rect width="740" height="668" fill="#ffffff"/>
                <text x="28" y="38" font-size="17" font-weight="600" fill="#1f2937">%s</text>
                %s%s<text x="388" y="650" font-size="12" fill="#6b7280" text-anchor="middle">%s seen</text>
                </svg>
                """.formatted(SvgPanel.escaped(title), lossPanel.svg(), readPanel.svg(), kind.examples());
    }

    /** Returns the values of a column that were measured and are finite. */
    static List<Point> points(List<MetricsRow> rows, Function<MetricsRow, OptionalDouble> column) {
        List<Point> points = new ArrayList<>();
        for (MetricsRow row : rows) {
            OptionalDouble value = column.apply(row);
            if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
                points.add(new Point(row.examplesSeen(), value.getAsDouble()));
            }
        }
        return points;
    }

    /**
     * Returns the exponential moving average, with weights that halve about every 1/50 of the curve. It is divided by
     * the sum of the weights so far, so that it does not start at zero (the bias correction of Adam, Kingma and Ba,
     * 2015).
     */
    static List<Point> smoothed(List<Point> points) {
        return smoothed(points, points.size());
    }

    /** As above, smoothed as strongly as a curve of {@code length} points, so that curves can be compared. */
    static List<Point> smoothed(List<Point> points, int length) {
        double keep = Math.pow(0.5, 50.0 / length);
        List<Point> smooth = new ArrayList<>();
        double sum = 0;
        double weight = 0;
        for (Point point : points) {
            sum = keep * sum + (1 - keep) * point.y();
            weight = keep * weight + (1 - keep);
            smooth.add(new Point(point.x(), sum / weight));
        }
        return smooth;
    }

    /** Returns every n-th point and the last one, which bounds the size of the file. */
    static List<Point> thinned(List<Point> points) {
        int stride = (points.size() + MAX_POINTS - 1) / MAX_POINTS;
        List<Point> thin = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            if (i % stride == 0 || i == points.size() - 1) {
                thin.add(points.get(i));
            }
        }
        return thin;
    }

    private static Axis lossAxis(List<Point> loss, List<Point> evalLoss) {
        List<Point> all = new ArrayList<>(loss);
        all.addAll(evalLoss);
        double max = Math.max(MIN_LOSS, all.stream().mapToDouble(Point::y).max().orElse(1));
        double min = all.stream().mapToDouble(Point::y).min().orElse(0.1);
        // A loss close to zero would compress the rest of the curve, so it is drawn at the bottom instead.
        return Axis.logarithmic(Math.max(MIN_LOSS, Math.max(min, max / 10_000)), max);
    }

    private static String last(List<Point> points, int decimals) {
        return points.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        " %." + decimals + "f %%",
                        100 * points.get(points.size() - 1).y());
    }
}
