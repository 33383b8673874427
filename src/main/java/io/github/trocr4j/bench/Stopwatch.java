package io.github.trocr4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures work.
 *
 * @param nanoseconds the clock
 */
public record Stopwatch(LongSupplier nanoseconds) {
    private static final int GROUP = 5;
    private static final double AGREEMENT = 0.05;
    private static final double LONGEST_WARM_UP = 10;
    private static final int FEWEST = 5;
    private static final int MOST = 10_000;

    /** With the clock of the JVM. */
    public static Stopwatch real() {
        return new Stopwatch(System::nanoTime);
    }

    /** So many times. */
    public Timing times(Runnable work, int count) {
        List<Double> milliseconds = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            milliseconds.add(time(work));
        }
        return new Timing(milliseconds);
    }

    /** Until these seconds are over, but at least five times. */
    public Timing during(Runnable work, double seconds) {
        long start = nanoseconds.getAsLong();
        List<Double> milliseconds = new ArrayList<>();
        while (milliseconds.size() < FEWEST || (since(start) < seconds && milliseconds.size() < MOST)) {
            milliseconds.add(time(work));
        }
        return new Timing(milliseconds);
    }

    /**
     * Lets the JIT compiler and the caches do their part: until two medians of five times in a row differ by 5 % at most,
     * or 10 seconds are over.
     *
     * @return how often the work was done
     */
    public int warmUp(Runnable work) {
        long start = nanoseconds.getAsLong();
        double before = times(work, GROUP).median();
        int done = GROUP;
        while (since(start) < LONGEST_WARM_UP) {
            double now = times(work, GROUP).median();
            done += GROUP;
            if (Math.abs(now - before) <= AGREEMENT * before) {
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
     * How long the same work took, time after time.
     *
     * @param milliseconds in the order in which they were measured, at least one
     */
    public record Timing(List<Double> milliseconds) {
        /** Copies the list, which may not be empty. */
        public Timing {
            milliseconds = List.copyOf(milliseconds);
            if (milliseconds.isEmpty()) {
                throw new IllegalArgumentException("A timing needs at least one time.");
            }
        }

        /** Half of the times are at most this long. */
        public double median() {
            return quantile(0.5);
        }

        /** The time below which this share of the times lies, 0 to 1; between two times in proportion, as NumPy does it. */
        public double quantile(double share) {
            List<Double> sorted = milliseconds.stream().sorted().toList();
            double place = share * (sorted.size() - 1);
            int below = (int) Math.floor(place);
            int above = (int) Math.ceil(place);
            return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
        }
    }
}
