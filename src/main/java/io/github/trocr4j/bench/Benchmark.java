package io.github.trocr4j.bench;

import io.github.trocr4j.Workloads;
import io.github.trocr4j.Workloads.Workload;
import java.util.OptionalInt;

/**
 * How the rows of a benchmark are measured: first to warm up, then the times that count.
 *
 * @param warmup how many times do not count; empty for as many as it takes until they settle
 * @param repeat how many times count; empty for as many as fit into {@code seconds}
 * @param seconds for each row, the warm-up not included
 */
public record Benchmark(OptionalInt warmup, OptionalInt repeat, double seconds) {
    /** Measures one row. */
    public Measured measure(Workloads workloads, Work.Case row) {
        Stopwatch stopwatch = Stopwatch.real();
        try (Workload workload = row.start(workloads)) {
            warmUp(stopwatch, workload.once());
            Timing timing = repeat.isPresent()
                    ? stopwatch.times(workload.once(), repeat.getAsInt())
                    : stopwatch.during(workload.once(), seconds);
            return new Measured(row, timing);
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
}
