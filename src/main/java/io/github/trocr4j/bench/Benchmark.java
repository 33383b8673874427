package io.github.trocr4j.bench;

import io.github.trocr4j.bench.Workloads.Workload;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonException;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Measures the rows of a benchmark: warm-up runs, then timed runs.
 *
 * @param warmup the number of warm-up runs; empty for as many as it takes until the times settle
 * @param repeat the number of timed runs; empty for as many as fit into {@code seconds}
 * @param seconds the time for each row in seconds, warm-up excluded
 */
public record Benchmark(OptionalInt warmup, OptionalInt repeat, double seconds) {
    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;

    /** Measures one row. */
    public WorkRequest.Measured measure(Workloads workloads, Work.Case row) {
        Stopwatch stopwatch = Stopwatch.real();
        try (Workload workload = row.start(workloads)) {
            warmUp(stopwatch, workload.once());
            Stopwatch.Timing timing = repeat.isPresent()
                    ? stopwatch.times(workload.once(), repeat.getAsInt())
                    : stopwatch.during(workload.once(), seconds);
            return new WorkRequest.Measured(row, timing);
        }
    }

    private void warmUp(Stopwatch stopwatch, Runnable work) {
        if (warmup.isEmpty()) {
            stopwatch.warmUp(work);
            return;
        }
        for (int i = 0; i < warmup.getAsInt(); i++) {
            work.run();
        }
    }

    /** Returns the headings of the columns of {@link #row}; times are milliseconds. */
    public static String heading() {
        return String.format(
                Locale.ROOT,
                "%-9s %9s %6s %10s %11s %10s %10s %12s %6s",
                "work",
                "size",
                "batch",
                "median ms",
                "per picture",
                "10 %",
                "90 %",
                "pictures/s",
                "times");
    }

    /** Formats one row. */
    public static String row(WorkRequest.Measured measured) {
        Work.Case what = measured.what();
        Stopwatch.Timing timing = measured.timing();
        return String.format(
                Locale.ROOT,
                "%-9s %9s %6d %10s %11s %10s %10s %12.1f %6d",
                what.work().word(),
                what.size(),
                what.batch(),
                milliseconds(timing.median()),
                milliseconds(measured.millisecondsPerPicture()),
                milliseconds(timing.quantile(LOW)),
                milliseconds(timing.quantile(HIGH)),
                measured.picturesPerSecond(),
                timing.milliseconds().size());
    }

    /** Formats milliseconds with three significant digits, or all digits before the point. */
    static String milliseconds(double value) {
        String format = value < 1 ? "%.3f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }

    /**
     * Returns the rows as JSON, with every timed run.
     *
     * @param model the name of the model
     * @param machine a JSON object that describes the machine
     * @throws JsonException if {@code machine} is not JSON
     */
    public static String json(String model, String machine, List<WorkRequest.Measured> rows) throws JsonException {
        JsonObject node = new JsonObject();
        node.put("model", model);
        node.set("machine", JsonTree.read(machine));
        JsonArray list = node.putArray("rows");
        for (WorkRequest.Measured row : rows) {
            JsonObject one = list.addObject();
            one.put("work", row.what().work().word());
            one.put("height", row.what().size().height());
            one.put("width", row.what().size().width());
            one.put("batch", row.what().batch());
            one.put("median_ms", row.timing().median());
            one.put("ms_per_picture", row.millisecondsPerPicture());
            one.put("p10_ms", row.timing().quantile(LOW));
            one.put("p90_ms", row.timing().quantile(HIGH));
            one.put("pictures_per_second", row.picturesPerSecond());
            JsonArray times = one.putArray("milliseconds");
            row.timing().milliseconds().forEach(times::add);
        }
        return node.toPrettyString() + "\n";
    }
}
