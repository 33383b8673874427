package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class AxisTest {
    @Test
    void countsAreMarkedAtRoundNumbers() {
        assertThat(labels(Axis.linear(0, 96_000)))
                .containsExactly("0", "10k", "20k", "30k", "40k", "50k", "60k", "70k", "80k", "90k");
        assertThat(labels(Axis.linear(0, 1_500_000)))
                .containsExactly("0", "200k", "400k", "600k", "800k", "1M", "1.2M", "1.4M");
    }

    @Property(tries = 300)
    void anyCountHasFourToElevenMarks(@ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long count) {
        assertThat(Axis.linear(0, (double) count).ticks()).hasSizeBetween(4, 11);
    }

    @Test
    void lossesAreMarkedAtOneTwoAndFive() {
        assertThat(labels(Axis.logarithmic(0.03, 2.4)))
                .containsExactly("0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5");
        assertThat(labels(Axis.logarithmic(1, 1))).containsExactly("1", "2");
    }

    @Property(tries = 300)
    void anyLossLiesOnItsAxis(
            @ForAll @Scale(6) @DoubleRange(min = 1e-6, max = 1e3) double one,
            @ForAll @Scale(6) @DoubleRange(min = 1e-6, max = 1e3) double other) {
        Axis axis = Axis.logarithmic(Math.min(one, other), Math.max(one, other));

        assertThat(axis.low()).isLessThanOrEqualTo(Math.min(one, other));
        assertThat(axis.high()).isGreaterThanOrEqualTo(Math.max(one, other)).isGreaterThan(axis.low());
    }

    @Test
    void equalRatiosAreEqualDistancesOnALogarithmicAxis() {
        Axis axis = Axis.logarithmic(0.01, 1);

        assertThat(axis.share(0.1)).isEqualTo(0.5, within(1e-12));
        assertThat(axis.share(0)).isZero();
        assertThat(axis.share(7)).isEqualTo(1);
    }

    private static List<String> labels(Axis axis) {
        return axis.ticks().stream().map(Axis.Tick::label).toList();
    }
}
