package io.github.trocr4j.bench;

import java.util.Locale;

/** The figures of a benchmark as lines of a table. */
public final class BenchmarkTable {
    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;

    private BenchmarkTable() {}

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
    public static String row(Measured measured) {
        Work.Case what = measured.what();
        Timing timing = measured.timing();
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
