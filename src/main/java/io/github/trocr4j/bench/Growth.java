package io.github.trocr4j.bench;

import io.github.trocr4j.bench.Growth.Point;
import io.github.trocr4j.bench.Growth.Result;
import io.github.trocr4j.bench.Work.Case;
import io.github.trocr4j.model.ImageSize;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parameter that a growth benchmark varies to show how time and memory grow with it. */
public enum Growth {
    /** Pictures in a batch. */
    BATCH("batch"),
    /** Pixels of the input. */
    SIZE("input"),
    /** Tokens generated for each picture. */
    TOKENS("tokens read"),
    /** Computing threads. */
    THREADS("threads");

    private static final int THREADS_BATCH = 8;
    private static final String MISSING = "-";

    private final String title;

    Growth(String title) {
        this.title = title;
    }

    /**
     * One measurement. Each runs in its own process, because peak memory never falls and the number of threads is fixed
     * for a process.
     *
     * @param varied the varied parameter
     * @param value its value
     * @param label its value as text
     * @param threads computing threads
     * @param what the measured case
     */
    public record Point(Growth varied, double value, String label, int threads, Case what) {}

    /**
     * The result of a measurement.
     *
     * @param point the measured point
     * @param timing the times; empty if it failed
     * @param peakMebibytes the peak memory of the process in MiB; empty if it failed or the system does not report it
     * @param failure why it failed, in one sentence; empty if it did not
     */
    public record Result(
            Point point, Optional<Stopwatch.Timing> timing, Optional<Double> peakMebibytes, Optional<String> failure) {}

    /**
     * The values of the varied parameters, and the values of the others meanwhile.
     *
     * @param works the works to measure
     * @param ownSize the model's input size, used unless the size varies
     * @param sizes the input sizes to measure
     * @param batches the batch sizes to measure; the batch is 8 while threads vary, and 1 otherwise
     * @param ownLength the model's number of tokens, the largest one measured
     * @param threads the number of threads, used unless threads vary
     */
    public record Plan(
            List<Work> works,
            ImageSize ownSize,
            List<ImageSize> sizes,
            List<Integer> batches,
            int ownLength,
            int threads) {
        /** Returns all points, series by series. */
        public List<Point> points() {
            List<Point> points = new ArrayList<>();
            for (Work work : works) {
                batches.forEach(batch -> points.add(
                        new Point(BATCH, batch, "" + batch, threads, new Case(work, ownSize, batch, ownLength))));
                sizes.forEach(size -> points.add(
                        new Point(SIZE, pixels(size), size.toString(), threads, new Case(work, size, 1, ownLength))));
                for (int count = 1; count <= 2; count++) {
                    points.add(new Point(
                            THREADS, count, "" + count, count, new Case(work, ownSize, THREADS_BATCH, ownLength)));
                }
            }
            if (works.contains(Work.READ)) {
                for (int tokens = 1; tokens <= ownLength; tokens++) {
                    points.add(
                            new Point(TOKENS, tokens, "" + tokens, threads, new Case(Work.READ, ownSize, 1, tokens)));
                }
            }
            return points;
        }

        private static double pixels(ImageSize size) {
            return (double) size.height() * size.width();
        }
    }

    /** Returns the name for headings. */
    public String title() {
        return title;
    }

    /** Returns whether charts use a logarithmic axis for the values. */
    public boolean isLogarithmic() {
        return this == BATCH || this == SIZE;
    }

    /** Returns a Markdown document with a table for each varied parameter. */
    public static String markdown(String title, List<Result> results) {
        StringBuilder text = new StringBuilder("# ").append(title).append("\n\n");
        text.append("Median milliseconds per call; peak memory of the whole process in MiB, one process per cell.\n");
        for (Growth varied : Growth.values()) {
            List<Result> series = results.stream()
                    .filter(result -> result.point().varied() == varied)
                    .toList();
            if (!series.isEmpty()) {
                table(text, varied, series);
            }
        }
        return text.toString();
    }

    private static void table(StringBuilder text, Growth varied, List<Result> series) {
        List<Work> works = series.stream()
                .map(result -> result.point().what().work())
                .distinct()
                .toList();
        text.append("\n## ").append(varied.title()).append("\n\n");
        text.append(fixedParameters(varied, series.get(0).point())).append("\n\n");
        line(
                text,
                Stream.concat(
                        Stream.of(varied.title()),
                        Stream.concat(
                                works.stream().map(work -> work.word() + " ms"),
                                works.stream().map(work -> work.word() + " MiB"))));
        line(text, Stream.concat(Stream.of("---"), Stream.generate(() -> "---:").limit(2L * works.size())));
        Set<String> labels = series.stream()
                .map(result -> result.point().label())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (String label : labels) {
            line(
                    text,
                    Stream.concat(
                            Stream.of(label),
                            Stream.concat(
                                    works.stream().map(work -> cell(series, label, work, Growth::milliseconds)),
                                    works.stream().map(work -> cell(series, label, work, Growth::mebibytes)))));
        }
        series.stream()
                .filter(result -> result.failure().isPresent())
                .forEach(result -> text.append("\n")
                        .append(result.point().what().work().word())
                        .append(" at ")
                        .append(result.point().label())
                        .append(": ")
                        .append(result.failure().get())
                        .append("\n"));
    }

    private static String fixedParameters(Growth varied, Point point) {
        return switch (varied) {
            case BATCH -> "Input " + point.what().size() + ", " + point.threads() + " threads.";
            case SIZE -> "Batch " + point.what().batch() + ", " + point.threads() + " threads.";
            case TOKENS ->
                "Input " + point.what().size() + ", batch " + point.what().batch() + ", " + point.threads()
                        + " threads.";
            case THREADS ->
                "Input " + point.what().size() + ", batch " + point.what().batch() + ".";
        };
    }

    private static String cell(
            List<Result> series, String label, Work work, Function<Result, Optional<String>> figure) {
        return series.stream()
                .filter(result -> result.point().label().equals(label)
                        && result.point().what().work() == work)
                .findFirst()
                .flatMap(figure)
                .orElse(MISSING);
    }

    private static Optional<String> milliseconds(Result result) {
        return result.timing().map(timing -> Benchmark.milliseconds(timing.median()));
    }

    private static Optional<String> mebibytes(Result result) {
        return result.peakMebibytes().map(peak -> String.format(Locale.ROOT, "%.0f", peak));
    }

    private static void line(StringBuilder text, Stream<String> cells) {
        text.append(cells.collect(Collectors.joining(" | ", "| ", " |"))).append('\n');
    }
}
