package io.github.trocr4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Times a task.
 *
 * @param nanoseconds a monotonic clock in nanoseconds
 */
public record Stopwatch(LongSupplier nanoseconds) {
    private static final int GROUP_SIZE = 5;
    private static final double TOLERANCE = 0.05;
    private static final double MAX_WARM_UP_SECONDS = 10;
    private static final int MIN_RUNS = 5;
    private static final int MAX_RUNS = 10_000;

    /** Creates a stopwatch with {@link System#nanoTime}. */
    public static Stopwatch real() {
        return new Stopwatch(System::nanoTime);
    }

    /** Times a task {@code count} times. */
    public Timing times(Runnable work, int count) {
        List<Double> milliseconds = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            milliseconds.add(time(work));
        }
        return new Timing(milliseconds);
    }

    /** Times a task repeatedly until these seconds have passed, 5 to 10,000 times. */
    public Timing during(Runnable work, double seconds) {
        long start = nanoseconds.getAsLong();
        List<Double> milliseconds = new ArrayList<>();
        while (milliseconds.size() < MIN_RUNS || (since(start) < seconds && milliseconds.size() < MAX_RUNS)) {
            milliseconds.add(time(work));
        }
        return new Timing(milliseconds);
    }

    /**
     * Warms up the JIT compiler and the caches: runs the task until the medians of two consecutive groups of five runs
     * differ by at most 5 %, or until 10 seconds have passed.
     *
     * @return the number of runs
     */
    public int warmUp(Runnable work) {
        long start = nanoseconds.getAsLong();
        double before = times(work, GROUP_SIZE).median();
        int done = GROUP_SIZE;
        while (since(start) < MAX_WARM_UP_SECONDS) {
            double now = times(work, GROUP_SIZE).median();
            done += GROUP_SIZE;
            if (Math.abs(now - before) <= TOLERANCE * before) {
                return done;
            }
            before = now;
        }
        return done;
    }

    private double time(Runnable work) {
        long start = nanoseconds.getAsLong();
        work.run();
        return since(start) * TimeUnit.SECONDS.toMillis(1);
    }

    private double since(long start) {
        return (nanoseconds.getAsLong() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /**
     * The times of repeated runs of one task.
     *
     * @param milliseconds one time for each run, in order; at least one
     */
    public record Timing(List<Double> milliseconds) {
        /** Copies the list, which must not be empty. */
        public Timing {
            milliseconds = List.copyOf(milliseconds);
            if (milliseconds.isEmpty()) {
                throw new IllegalArgumentException("A timing requires at least one time.");
            }
        }

        /** Returns the median in milliseconds. */
        public double median() {
            return quantile(0.5);
        }

        /**
         * Returns the quantile {@code share}, 0 to 1, in milliseconds; interpolates linearly, as NumPy does by default.
         */
        public double quantile(double share) {
            List<Double> sorted = milliseconds.stream().sorted().toList();
            double place = share * (sorted.size() - 1);
            int below = (int) Math.floor(place);
            int above = (int) Math.ceil(place);
            return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
        }
    }
}
