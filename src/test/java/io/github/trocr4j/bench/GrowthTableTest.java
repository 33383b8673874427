package io.github.trocr4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.bench.Growth.Point;
import io.github.trocr4j.bench.Growth.Result;
import io.github.trocr4j.model.ImageSize;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrowthTableTest {
    private static final ImageSize SIZE = new ImageSize(32, 160);

    @Test
    void eachVariedParameterHasATable() {
        List<Result> results = List.of(
                measured(Growth.BATCH, "1", Work.ENCODER, 2.5, 100.4),
                measured(Growth.BATCH, "8", Work.ENCODER, 20, 150),
                measured(Growth.BATCH, "1", Work.READ, 5, 120),
                failed(Growth.BATCH, "8", Work.READ, "no memory left"),
                measured(Growth.TOKENS, "3", Work.READ, 4.25, 130));
        assertThat(Growth.markdown("A model", results)).isEqualTo("""
                        # A model

                        Median milliseconds per call; peak memory of the whole process in MiB, one process per cell.

                        ## batch

                        Input 32x160, 2 threads.

                        | batch | encoder ms | read ms | encoder MiB | read MiB |
                        | --- | ---: | ---: | ---: | ---: |
                        | 1 | 2.50 | 5.00 | 100 | 120 |
                        | 8 | 20.0 | - | 150 | - |

                        read at 8: no memory left

                        ## tokens read

                        Input 32x160, batch 1, 2 threads.

                        | tokens read | read ms | read MiB |
                        | --- | ---: | ---: |
                        | 3 | 4.25 | 130 |
                        """);
    }

    @Test
    void oneParameterVariesAtATime() {
        List<Point> points = new Growth.Plan(
                        List.of(Work.ENCODER, Work.READ),
                        SIZE,
                        List.of(SIZE, new ImageSize(48, 240)),
                        List.of(1, 2, 4),
                        5,
                        3)
                .points();
        assertThat(points).filteredOn(point -> point.varied() == Growth.BATCH).hasSize(6);
        assertThat(points).filteredOn(point -> point.varied() == Growth.SIZE).hasSize(4);
        assertThat(points)
                .filteredOn(point -> point.varied() == Growth.TOKENS)
                .hasSize(5)
                .allMatch(point -> point.what().work() == Work.READ);
        assertThat(points)
                .filteredOn(point -> point.varied() == Growth.THREADS)
                .extracting(Point::threads)
                .containsExactly(1, 2, 1, 2);
        assertThat(points)
                .filteredOn(point -> point.varied() != Growth.THREADS)
                .allMatch(point -> point.threads() == 3);
    }

    private static Result measured(Growth varied, String label, Work work, double milliseconds, double peak) {
        Stopwatch.Timing timing = new Stopwatch.Timing(List.of(milliseconds));
        return new Result(point(varied, label, work), Optional.of(timing), Optional.of(peak), Optional.empty());
    }

    private static Result failed(Growth varied, String label, Work work, String sentence) {
        return new Result(point(varied, label, work), Optional.empty(), Optional.empty(), Optional.of(sentence));
    }

    private static Point point(Growth varied, String label, Work work) {
        return new Point(varied, 1, label, 2, new Work.Case(work, SIZE, 1, 5));
    }
}
