package io.github.trocr4j.bench;

import io.github.trocr4j.bench.Growth.Point;
import io.github.trocr4j.bench.Growth.Result;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How time and memory grow, in Markdown: a table for each thing that was varied. */
public final class GrowthTable {
    private static final String NONE = "-";

    private GrowthTable() {}

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
                                    works.stream().map(work -> cell(series, label, work, GrowthTable::milliseconds)),
                                    works.stream().map(work -> cell(series, label, work, GrowthTable::mebibytes)))));
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
