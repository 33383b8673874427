package io.github.trocr4j.cli;

import io.github.trocr4j.bench.Benchmark;
import io.github.trocr4j.bench.Growth;
import io.github.trocr4j.bench.Growth.Point;
import io.github.trocr4j.bench.Growth.Result;
import io.github.trocr4j.bench.Work;
import io.github.trocr4j.bench.WorkerProcess;
import io.github.trocr4j.report.GrowthChart;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
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
        Files.writeString(table(drawing), Growth.markdown(title, results), StandardCharsets.UTF_8);
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

    /** How this program starts itself once more. */
    private static final class OwnProcess {
        private OwnProcess() {}

        /**
         * A command with these arguments, the JVM's own options the same.
         *
         * @throws IOException one sentence, if this process was started in a way that cannot be repeated
         */
        static List<String> command(List<String> arguments) throws IOException {
            String classPath = System.getProperty("java.class.path");
            if (!isOn(classPath)) {
                throw new IOException(
                        "This needs processes of its own, and Maven cannot start them: build the jar (mvn package"
                                + " -DskipTests) and run java -jar target/trocr4j.jar.");
            }
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
                // debuggers and agents listen at places that are taken
                if (option.startsWith("-D") || (option.startsWith("-X") && !option.startsWith("-Xrun"))) {
                    command.add(option);
                }
            }
            command.addAll(List.of("-cp", classPath, Main.class.getName()));
            command.addAll(arguments);
            return command;
        }

        private static boolean isOn(String classPath) throws IOException {
            try {
                Path code = Path.of(Main.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                for (String entry : classPath.split(File.pathSeparator, -1)) {
                    if (!entry.isEmpty() && Files.exists(Path.of(entry)) && Files.isSameFile(Path.of(entry), code)) {
                        return true;
                    }
                }
                return false;
            } catch (URISyntaxException | IllegalArgumentException e) {
                return false;
            }
        }
    }
}
