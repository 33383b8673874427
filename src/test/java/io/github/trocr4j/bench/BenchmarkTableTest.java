package io.github.trocr4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.model.ImageSize;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchmarkTableTest {
    @Test
    void columnsAlignWithTheirHeadings() {
        WorkRequest.Measured quick = new WorkRequest.Measured(
                new Work.Case(Work.ENCODER, new ImageSize(48, 240), 8, 5),
                new Stopwatch.Timing(List.of(4.0, 4.0, 4.5)));
        WorkRequest.Measured slow = new WorkRequest.Measured(
                new Work.Case(Work.TRAINING, new ImageSize(384, 384), 32, 5), new Stopwatch.Timing(List.of(12_800.0)));
        assertThat(List.of(Benchmark.heading(), Benchmark.row(quick), Benchmark.row(slow)))
                .containsExactly(
                        "work           size  batch  median ms per picture       10 %       90 %   pictures/s  times",
                        "encoder      48x240      8       4.00       0.500       4.00       4.40       2000.0      3",
                        "training    384x384     32      12800         400      12800      12800          2.5      1");
    }

    @Test
    void millisecondsHaveThreeDigits() {
        assertThat(List.of(0.1234, 1.234, 12.34, 123.4, 1234.0))
                .map(Benchmark::milliseconds)
                .containsExactly("0.123", "1.23", "12.3", "123", "1234");
    }
}
