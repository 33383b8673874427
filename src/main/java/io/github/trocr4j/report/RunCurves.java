package io.github.trocr4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Renders the curves of metrics.csv for a page: all measurements of one run, or the main ones of several runs. */
final class RunCurves {
    private static final double MIN_LOSS = 1e-6;
    private static final double MIN_CER = 1e-4;

    private RunCurves() {}

    /** Renders one run: loss, figures of the held-out strips or lines, learning rate, speed and gradient norm. */
    static String of(RunKind kind, List<MetricsRow> rows) {
        Axis across = across(rows.stream());
        String seen = kind.examples() + " seen";
        List<LearningCurve.Point> loss = LearningCurve.points(rows, MetricsRow::trainLoss);
        List<LearningCurve.Point> evalLoss = LearningCurve.points(rows, MetricsRow::evalLoss);
        return "<div class=\"pair\">"
                + new CurveChart(across, lossAxis(List.of(loss, evalLoss)))
                        .curve(LearningCurve.thinned(loss), 0, true)
                        .curve(LearningCurve.thinned(LearningCurve.smoothed(loss)), 0, false)
                        .curve(evalLoss, 1, false)
                        .dots(evalLoss, 1, "held out", kind.examples())
                        .figure(
                                "Loss (nats per token)",
                                List.of("training, and its running mean", evalLoss.isEmpty() ? "" : "held out"),
                                seen)
                + heldOut(kind, rows, across, seen)
                + chart(rows, "Learning rate", MetricsRow::learningRate, 0, seen)
                + chart(
                        rows,
                        kind == RunKind.STRIPS ? "Strips trained on per second" : "Lines trained on per second",
                        MetricsRow::examplesPerSecond,
                        5,
                        seen)
                + chart(rows, "Norm of the gradient, before clipping", MetricsRow::gradNorm, 4, seen)
                + "</div>";
    }

    private static String heldOut(RunKind kind, List<MetricsRow> rows, Axis across, String seen) {
        List<LearningCurve.Point> exact = LearningCurve.points(rows, MetricsRow::exact);
        List<LearningCurve.Point> characters = LearningCurve.points(rows, MetricsRow::digitAccuracyOrCer);
        if (kind == RunKind.LINES) {
            return new CurveChart(across, cerAxis(List.of(characters)))
                            .curve(characters, 3, false)
                            .dots(characters, 3, "CER", "lines")
                            .figure("CER of the held-out lines", List.of(), seen)
                    + new CurveChart(across, Axis.percent())
                            .curve(exact, 2, false)
                            .dots(exact, 2, "exact lines", "lines")
                            .figure("Held-out lines read exactly", List.of(), seen);
        }
        return new CurveChart(across, Axis.percent())
                .curve(characters, 3, false)
                .dots(characters, 3, "digits", "strips")
                .curve(exact, 2, false)
                .dots(exact, 2, "exact strips", "strips")
                .figure("Read correctly, of the held-out strips", List.of("", "", "exact strips", "digits"), seen);
    }

    /** Renders several runs, each in the colour of its position in the list. */
    static String of(List<RunContents> runs, List<String> names) {
        String examples = RunContents.examples(runs);
        String seen = examples + " seen";
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
        for (int i = 0; i < runs.size(); i++) {
            loss.curve(LearningCurve.thinned(losses.get(i)), i, false);
            List<LearningCurve.Point> points = LearningCurve.points(runs.get(i).rows(), MetricsRow::exact);
            exact.curve(points, i, false)
                    .dots(points, i, names.get(i), runs.get(i).kind().examples());
        }
        return "<div class=\"pair\">"
                + exact.figure("Held-out " + examples + " read exactly", names, seen)
                + byCharacter(RunKind.STRIPS, "Digits read correctly, of the held-out strips", runs, names, across)
                + byCharacter(RunKind.LINES, "CER of the held-out lines", runs, names, across)
                + loss.figure("Training loss (nats per token), running mean", names, seen)
                + "</div>";
    }

    /** Renders the digits read correctly, or the CER, of the runs of a kind; empty if there is none. */
    private static String byCharacter(
            RunKind kind, String heading, List<RunContents> runs, List<String> names, Axis across) {
        if (runs.stream().noneMatch(run -> run.kind() == kind)) {
            return "";
        }
        List<List<LearningCurve.Point>> curves = runs.stream()
                .map(run -> run.kind() == kind
                        ? LearningCurve.points(run.rows(), MetricsRow::digitAccuracyOrCer)
                        : List.<LearningCurve.Point>of())
                .toList();
        CurveChart chart = new CurveChart(across, kind == RunKind.STRIPS ? Axis.percent() : cerAxis(curves));
        for (int i = 0; i < runs.size(); i++) {
            chart.curve(curves.get(i), i, false).dots(curves.get(i), i, names.get(i), kind.examples());
        }
        List<String> shown = IntStream.range(0, runs.size())
                .mapToObj(i -> runs.get(i).kind() == kind ? names.get(i) : "")
                .toList();
        return chart.figure(heading, shown, kind.examples() + " seen");
    }

    private static String chart(
            List<MetricsRow> rows, String name, Function<MetricsRow, OptionalDouble> column, int colour, String seen) {
        List<LearningCurve.Point> points = LearningCurve.points(rows, column);
        double most = points.stream().mapToDouble(LearningCurve.Point::y).max().orElse(0);
        return points.size() < 2 || most <= 0
                ? ""
                : new CurveChart(across(rows.stream()), Axis.linear(0, most * 1.05))
                        .curve(LearningCurve.thinned(points), colour, false)
                        .figure(name, List.of(), seen);
    }

    private static Axis across(Stream<MetricsRow> rows) {
        long seen = rows.mapToLong(MetricsRow::examplesSeen).max().orElse(0);
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

    /** A CER falls from above 100 % to below 1 %, so its axis is logarithmic; a CER of 0 is drawn at the bottom. */
    private static Axis cerAxis(List<List<LearningCurve.Point>> rates) {
        double[] positive = rates.stream()
                .flatMap(List::stream)
                .mapToDouble(LearningCurve.Point::y)
                .filter(rate -> rate > 0)
                .sorted()
                .toArray();
        double most = positive.length == 0 ? 1 : Math.max(MIN_CER, positive[positive.length - 1]);
        double least = positive.length == 0 ? 0.01 : Math.max(MIN_CER, positive[0]);
        Axis percent = Axis.logarithmic(100 * least, 100 * most);
        return new Axis(percent.low() / 100, percent.high() / 100, true, percent.asPercent());
    }
}
