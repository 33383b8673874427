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

/** What is varied, one thing at a time, to see how time and memory grow with it. */
public enum Growth {
    /** Pictures at once. */
    BATCH("batch"),
    /** Pixels of the input. */
    SIZE("input"),
    /** Tokens read from each picture. */
    TOKENS("tokens read"),
    /** Threads that compute. */
    THREADS("threads");

    private static final int FEW = 8;

    private final String title;

    Growth(String title) {
        this.title = title;
    }

    /**
     * One measurement; each has a process of its own, since the peak of the memory never falls and threads are fixed.
     *
     * @param varied what is varied here
     * @param value to what
     * @param label the same in words
     * @param threads that compute
     * @param what is measured
     */
    public record Point(Growth varied, double value, String label, int threads, Case what) {}

    /**
     * A point that was measured.
     *
     * @param point which
     * @param timing empty if it failed
     * @param peakMebibytes of the process; empty if it failed or the system does not say
     * @param failure one sentence if it failed
     */
    public record Result(
            Point point, Optional<Stopwatch.Timing> timing, Optional<Double> peakMebibytes, Optional<String> failure) {}

    /**
     * What is kept while something else varies, and what is varied to what.
     *
     * @param works all that is measured
     * @param ownSize the model's, kept in other series than that of the sizes
     * @param sizes to try
     * @param batches to try; elsewhere the batch is 1, and 8 in the series of the threads
     * @param ownLength the model's number of tokens, the most that is tried
     * @param threads kept in other series than that of the threads
     */
    public record Plan(
            List<Work> works,
            ImageSize ownSize,
            List<ImageSize> sizes,
            List<Integer> batches,
            int ownLength,
            int threads) {
        /** All points, series after series. */
        public List<Point> points() {
            List<Point> points = new ArrayList<>();
            for (Work work : works) {
                batches.forEach(batch -> points.add(
                        new Point(BATCH, batch, "" + batch, threads, new Case(work, ownSize, batch, ownLength))));
                sizes.forEach(size -> points.add(
                        new Point(SIZE, pixels(size), size.toString(), threads, new Case(work, size, 1, ownLength))));
                for (int count = 1; count <= 2; count++) {
                    points.add(new Point(THREADS, count, "" + count, count, new Case(work, ownSize, FEW, ownLength)));
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

    /** For headings. */
    public String title() {
        return title;
    }

    /** Whether the values are ratios apart, not differences. */
    public boolean isLogarithmic() {
        return this == BATCH || this == SIZE;
    }

    private static final String NONE = "-";

    /** The whole text. */
    public static String markdown(String title, List<Result> results) {
        StringBuilder text = new StringBuilder("# ").append(title).append("\n\n");
        text.append("Medians, in milliseconds a call; peak memory of the whole process, in MiB, one process a cell.\n");
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
        text.append(kept(varied, series.get(0).point())).append("\n\n");
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

    private static String kept(Growth varied, Point point) {
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
                .orElse(NONE);
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
