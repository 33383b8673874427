package io.github.trocr4j.cli;

import io.github.trocr4j.bench.Benchmark;
import io.github.trocr4j.bench.Growth;
import io.github.trocr4j.bench.Growth.Point;
import io.github.trocr4j.bench.Growth.Result;
import io.github.trocr4j.bench.GrowthTable;
import io.github.trocr4j.bench.Work;
import io.github.trocr4j.bench.WorkerProcess;
import io.github.trocr4j.report.GrowthChart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Measures how time and memory grow, in one process after the other, and leaves a drawing and a table.
 *
 * @param title of both
 * @param arguments that name the model to a worker
 * @param benchmark how each point is measured
 */
record GrowthRun(String title, List<String> arguments, Benchmark benchmark) {
    /** The table beside the drawing. */
    static Path table(Path drawing) {
        String name = drawing.getFileName().toString();
        return drawing.resolveSibling(name.replaceAll("\\.svg$", "") + ".md");
    }

    /** Measures all points and writes both files; tells {@code err} how far it is. */
    List<Result> run(Growth.Plan plan, Path drawing, PrintWriter err) throws IOException {
        List<Result> results = new ArrayList<>();
        List<Point> points = plan.points();
        for (Point point : points) {
            err.printf(
                    "%d of %d: %s, %s %s%n",
                    results.size() + 1,
                    points.size(),
                    point.what().work().word(),
                    point.varied().title(),
                    point.label());
            err.flush();
            List<String> worker = new ArrayList<>(List.of("benchmark", "--worker", "--threads=" + point.threads()));
            worker.addAll(arguments);
            try (WorkerProcess process = WorkerProcess.start(OwnProcess.command(worker), point.threads())) {
                results.add(process.measure(point, benchmark));
            }
        }
        Files.writeString(drawing, GrowthChart.svg(title, panels(results)), StandardCharsets.UTF_8);
        Files.writeString(table(drawing), GrowthTable.markdown(title, results), StandardCharsets.UTF_8);
        return results;
    }

    /** Time to the left, memory to the right, a row for each thing that was varied. */
    private static List<GrowthChart.Panel> panels(List<Result> results) {
        return Stream.of(Growth.values())
                .filter(varied ->
                        results.stream().anyMatch(result -> result.point().varied() == varied))
                .flatMap(varied -> Stream.of(
                        new GrowthChart.Panel(
                                "ms by " + varied.title(),
                                varied.isLogarithmic(),
                                true,
                                curves(results, varied, GrowthRun::milliseconds)),
                        new GrowthChart.Panel(
                                "MiB by " + varied.title(),
                                varied.isLogarithmic(),
                                false,
                                curves(results, varied, Result::peakMebibytes))))
                .toList();
    }

    private static Optional<Double> milliseconds(Result result) {
        return result.timing().map(timing -> timing.median());
    }

    private static List<GrowthChart.Curve> curves(
            List<Result> results, Growth varied, Function<Result, Optional<Double>> figure) {
        List<GrowthChart.Curve> curves = new ArrayList<>();
        for (Work work : Work.values()) {
            List<GrowthChart.Point> points = results.stream()
                    .filter(result -> result.point().varied() == varied
                            && result.point().what().work() == work)
                    .flatMap(result -> figure
                            .apply(result)
                            .map(y -> new GrowthChart.Point(
                                    result.point().value(), result.point().label(), y))
                            .stream())
                    .toList();
            if (!points.isEmpty()) {
                curves.add(new GrowthChart.Curve(work.word(), points));
            }
        }
        return curves;
    }
}
