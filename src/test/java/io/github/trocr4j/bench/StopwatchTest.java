package io.github.trocr4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PrimitiveIterator;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StopwatchTest {
    private long now = 5;

    @Test
    void eachRunIsTimedSeparately() {
        assertThat(watch().times(taking(n -> 10 * (n + 1)), 3).milliseconds()).containsExactly(10.0, 20.0, 30.0);
    }

    @Test
    void runsRepeatUntilTheTimeIsOver() {
        assertThat(watch().during(taking(n -> 100), 1).milliseconds()).hasSize(10);
    }

    @Test
    void slowTasksAreMeasuredFiveTimes() {
        assertThat(watch().during(taking(n -> 60_000), 1).milliseconds()).hasSize(5);
    }

    @Test
    void warmUpEndsWhenTwoMediansAgree() {
        // medians of five: 100, 50, 50
        assertThat(watch().warmUp(taking(n -> n < 5 ? 100 : 50))).isEqualTo(15);
        assertThat(watch().warmUp(taking(n -> n < 5 ? 100 : 96))).isEqualTo(10);
    }

    @Test
    void warmUpEndsAfterTenSecondsWithoutAgreement() {
        assertThat(watch().warmUp(taking(n -> 1_000 + 500 * (n / 5)))).isEqualTo(10);
    }

    private Stopwatch watch() {
        return new Stopwatch(() -> now);
    }

    /** A task whose n-th run advances a fake clock by this many milliseconds. */
    private Runnable taking(IntUnaryOperator milliseconds) {
        PrimitiveIterator.OfInt times = IntStream.iterate(0, n -> n + 1).iterator();
        return () -> now += TimeUnit.MILLISECONDS.toNanos(milliseconds.applyAsInt(times.nextInt()));
    }
}
