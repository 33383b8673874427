package io.github.trocr4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimingTest {
    @Test
    void theMedianIsTheMiddleOfTheSortedTimes() {
        assertThat(new Stopwatch.Timing(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2);
        assertThat(new Stopwatch.Timing(List.of(4.0, 1.0, 2.0, 100.0)).median()).isEqualTo(3);
    }

    @Test
    void quantilesInterpolateLinearly() {
        // numpy.quantile([10, 20, 30, 40], [0, 0.1, 0.9, 1])
        Stopwatch.Timing timing = new Stopwatch.Timing(List.of(40.0, 10.0, 30.0, 20.0));
        assertThat(timing.quantile(0)).isEqualTo(10);
        assertThat(timing.quantile(0.1)).isEqualTo(13, within(1e-9));
        assertThat(timing.quantile(0.9)).isEqualTo(37, within(1e-9));
        assertThat(timing.quantile(1)).isEqualTo(40);
    }

    @Test
    void aTimingNeedsAtLeastOneTime() {
        assertThat(new Stopwatch.Timing(List.of(5.0)).quantile(0.9)).isEqualTo(5);
        assertThatThrownBy(() -> new Stopwatch.Timing(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
