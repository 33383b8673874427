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
 * Measures how time and memory grow, with one process for each point, and writes a drawing and a table.
 *
 * @param title the title of both files
 * @param arguments the arguments that select the model in a worker
 * @param benchmark how each point is measured
 */
record GrowthRun(String title, List<String> arguments, Benchmark benchmark) {
    /** Returns the path of the table beside the drawing. */
    static Path table(Path drawing) {
        String name = drawing.getFileName().toString();
        return drawing.resolveSibling(name.replaceAll("\\.svg$", "") + ".md");
    }

    /** Measures all points and writes both files; prints progress to {@code err}. */
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

    /** Returns the panels: time on the left, memory on the right, a row for each varied parameter. */
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

    /** The command that starts this program in another process. */
    private static final class OwnProcess {
        private OwnProcess() {}

        /**
         * Returns a command with these arguments and the options of this JVM.
         *
         * @throws IOException if this process was started in a way that cannot be repeated
         */
        static List<String> command(List<String> arguments) throws IOException {
            String classPath = System.getProperty("java.class.path");
            if (!isOnClassPath(classPath)) {
                throw new IOException(
                        "This measurement starts further processes, which does not work from Maven: build the jar (mvn"
                                + " package -DskipTests) and run java -jar target/trocr4j.jar.");
            }
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
                // not debuggers and agents, whose ports are in use
                if (option.startsWith("-D") || (option.startsWith("-X") && !option.startsWith("-Xrun"))) {
                    command.add(option);
                }
            }
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, Main.class.getName()));
            command.addAll(arguments);
            return command;
        }

        private static boolean isOnClassPath(String classPath) throws IOException {
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
