package io.github.trocr4j.bench;

import io.github.trocr4j.bench.Workloads.Workload;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How the rows of a benchmark are measured: first to warm up, then the times that count.
 *
 * @param warmup how many times do not count; empty for as many as it takes until they settle
 * @param repeat how many times count; empty for as many as fit into {@code seconds}
 * @param seconds for each row, the warm-up not included
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

    /** What stands in the columns of {@link #row}; times are milliseconds. */
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

    /** One row. */
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

    /** Three digits that mean something, or all before the point. */
    static String milliseconds(double value) {
        String format = value < 1 ? "%.3f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }
}
