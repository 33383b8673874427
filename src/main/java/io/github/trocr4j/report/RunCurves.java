package io.github.trocr4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/** Renders the curves of metrics.csv for a page: all measurements of one run, or the main ones of several runs. */
final class RunCurves {
    private static final String ACROSS = "strips seen";
    private static final double MIN_LOSS = 1e-6;

    private RunCurves() {}

    /** Renders one run: loss, accuracy, learning rate, speed and gradient norm. */
    static String of(List<MetricsRow> rows) {
        Axis across = across(rows.stream());
        List<LearningCurve.Point> loss = LearningCurve.points(rows, MetricsRow::trainLoss);
        List<LearningCurve.Point> evalLoss = LearningCurve.points(rows, MetricsRow::evalLoss);
        List<LearningCurve.Point> exact = LearningCurve.points(rows, MetricsRow::exactStrips);
        List<LearningCurve.Point> digits = LearningCurve.points(rows, MetricsRow::digitAccuracy);
        return "<div class=\"pair\">"
                + new CurveChart(across, lossAxis(List.of(loss, evalLoss)))
                        .curve(LearningCurve.thinned(loss), 0, true)
                        .curve(LearningCurve.thinned(LearningCurve.smoothed(loss)), 0, false)
                        .curve(evalLoss, 1, false)
                        .dots(evalLoss, 1, "held out")
                        .figure(
                                "Loss (nats per token)",
                                List.of("training, and its running mean", evalLoss.isEmpty() ? "" : "held out"),
                                ACROSS)
                + new CurveChart(across, Axis.percent())
                        .curve(digits, 3, false)
                        .dots(digits, 3, "digits")
                        .curve(exact, 2, false)
                        .dots(exact, 2, "exact strips")
                        .figure(
                                "Read correctly, of the held-out strips",
                                List.of("", "", "exact strips", "digits"),
                                ACROSS)
                + chart(rows, "Learning rate", MetricsRow::learningRate, 0)
                + chart(rows, "Strips trained on per second", MetricsRow::stripsPerSecond, 5)
                + chart(rows, "Norm of the gradient, before clipping", MetricsRow::gradNorm, 4)
                + "</div>";
    }

    /** Renders several runs, each in the colour of its position in the list. */
    static String of(List<RunContents> runs, List<String> names) {
        Axis across = across(runs.stream().flatMap(run -> run.rows().stream()));
        List<List<LearningCurve.Point>> measured = runs.stream()
                .map(run -> LearningCurve.points(run.rows(), MetricsRow::trainLoss))
                .toList();
        int longest = measured.stream().mapToInt(List::size).max().orElse(0);
        List<List<LearningCurve.Point>> losses = measured.stream()
                .map(points -> LearningCurve.smoothed(points, longest))
                .toList();
        CurveChart loss = new CurveChart(across, lossAxis(losses));
        CurveChart exact = new CurveChart(across, Axis.percent());
        CurveChart digits = new CurveChart(across, Axis.percent());
        for (int i = 0; i < runs.size(); i++) {
            List<MetricsRow> rows = runs.get(i).rows();
            loss.curve(LearningCurve.thinned(losses.get(i)), i, false);
            List<LearningCurve.Point> strips = LearningCurve.points(rows, MetricsRow::exactStrips);
            exact.curve(strips, i, false).dots(strips, i, names.get(i));
            List<LearningCurve.Point> single = LearningCurve.points(rows, MetricsRow::digitAccuracy);
            digits.curve(single, i, false).dots(single, i, names.get(i));
        }
        return "<div class=\"pair\">"
                + exact.figure("Held-out strips read exactly", names, ACROSS)
                + digits.figure("Digits read correctly, of the held-out strips", names, ACROSS)
                + loss.figure("Training loss (nats per token), running mean", names, ACROSS)
                + "</div>";
    }

    private static String chart(
            List<MetricsRow> rows, String name, Function<MetricsRow, OptionalDouble> column, int colour) {
        List<LearningCurve.Point> points = LearningCurve.points(rows, column);
        double most = points.stream().mapToDouble(LearningCurve.Point::y).max().orElse(0);
        return points.size() < 2 || most <= 0
                ? ""
                : new CurveChart(across(rows.stream()), Axis.linear(0, most * 1.05))
                        .curve(LearningCurve.thinned(points), colour, false)
                        .figure(name, List.of(), ACROSS);
    }

    private static Axis across(Stream<MetricsRow> rows) {
        long seen = rows.mapToLong(MetricsRow::stripsSeen).max().orElse(0);
        return Axis.linear(0, Math.max(1.0, (double) seen));
    }

    private static Axis lossAxis(List<List<LearningCurve.Point>> losses) {
        List<LearningCurve.Point> all = new ArrayList<>();
        losses.forEach(all::addAll);
        double most = Math.max(
                MIN_LOSS, all.stream().mapToDouble(LearningCurve.Point::y).max().orElse(1));
        double least = all.stream().mapToDouble(LearningCurve.Point::y).min().orElse(0.1);
        return Axis.logarithmic(Math.max(MIN_LOSS, Math.max(least, most / 10_000)), most);
    }
}
