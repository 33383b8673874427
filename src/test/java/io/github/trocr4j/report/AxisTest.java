package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AxisTest {
    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @Test
    void linearTicksAreRoundNumbers() {
        assertThat(labels(Axis.linear(0, 96_000)))
                .containsExactly("0", "10k", "20k", "30k", "40k", "50k", "60k", "70k", "80k", "90k");
        assertThat(labels(Axis.linear(0, 1_500_000)))
                .containsExactly("0", "200k", "400k", "600k", "800k", "1M", "1.2M", "1.4M");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void linearAxesHaveFourToElevenTicks(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double count = Math.floor(Math.pow(10, random.nextDouble(0, 12)));

        assertThat(Axis.linear(0, count).ticks())
                .as("%.0f, seed %d", count, seed)
                .hasSizeBetween(4, 11);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 9, 10, 11, 99, 100, 101, 499, 500, 501, 999_999_999_999L, 1_000_000_000_000L})
    void countsAtStepBoundariesHaveFourToElevenTicks(long count) {
        assertThat(Axis.linear(0, (double) count).ticks()).hasSizeBetween(4, 11);
    }

    @Test
    void logarithmicTicksAreOneTwoAndFive() {
        assertThat(labels(Axis.logarithmic(0.03, 2.4)))
                .containsExactly("0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5");
        assertThat(labels(Axis.logarithmic(1, 1))).containsExactly("1", "2");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyValueIsWithinItsAxis(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double one = loss(random);
        double other = random.nextInt(10) == 0 ? one : loss(random);
        Axis axis = Axis.logarithmic(Math.min(one, other), Math.max(one, other));

        assertThat(axis.low()).as("%s and %s, seed %d", one, other, seed).isLessThanOrEqualTo(Math.min(one, other));
        assertThat(axis.high())
                .as("%s and %s, seed %d", one, other, seed)
                .isGreaterThanOrEqualTo(Math.max(one, other))
                .isGreaterThan(axis.low());
    }

    @Test
    void equalRatiosAreEqualDistancesOnALogarithmicAxis() {
        Axis axis = Axis.logarithmic(0.01, 1);

        assertThat(axis.share(0.1)).isEqualTo(0.5, within(1e-12));
        assertThat(axis.share(0)).isZero();
        assertThat(axis.share(7)).isEqualTo(1);
    }

    /** Returns values between 1e-6 and 1e3, every other one at a tick. */
    private static double loss(SplittableRandom random) {
        return random.nextBoolean()
                ? Math.pow(10, random.nextDouble(-6, 3))
                : new double[] {1, 2, 5}[random.nextInt(3)] * Math.pow(10, random.nextInt(-6, 3));
    }

    private static List<String> labels(Axis axis) {
        return axis.ticks().stream().map(Axis.Tick::label).toList();
    }
}
