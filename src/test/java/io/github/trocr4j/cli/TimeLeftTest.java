package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Compares the estimates for sequences of step times with the actual times. */
class TimeLeftTest {
    /** Seconds of the first steps of the preset quick on two cores, warm-up included. */
    private static final double[] WARM_UP = {
        1.810, 0.512, 0.368, 0.349, 0.272, 0.267, 0.301, 0.279, 0.281, 0.287, 0.290, 0.219, 0.232, 0.224, 0.248, 0.258,
        0.245, 0.227, 0.233, 0.224, 0.388, 0.360, 0.239, 0.224, 0.221, 0.246, 0.218, 0.233, 0.184, 0.217
    };

    private static final RunWork QUICK = new RunWork(1500, 64, 11_000, 1000, 2000, "strip");

    /** Seconds to read the held-out strips. */
    private static final double EVALUATION = 2;

    /**
     * The estimate after a step.
     *
     * @param clock the time of the run in seconds
     * @param left the estimated seconds left
     */
    private record Said(long step, double clock, OptionalDouble seconds, double left) {}

    @Test
    void aRunIsEstimatedWithinAFifthAfterTenSeconds() {
        List<Said> said = run(QUICK, 0, step -> step <= WARM_UP.length ? WARM_UP[step - 1] : 0.22);
        assertThat(firstSaid(said).clock()).isLessThan(10);
        assertThat(allSaid(said)).allSatisfy(one -> assertWithin(20, one));
        assertThat(allSaid(said)).filteredOn(one -> one.clock() > 20).allSatisfy(one -> assertWithin(5, one));
    }

    @Test
    void aSlowMachineIsEstimatedAfterFortySeconds() {
        RunWork work = new RunWork(60, 64, 11_000, 0, 0, "strip");
        List<Said> said = run(work, 0, step -> step == 1 ? 40 : 25);
        assertThat(firstSaid(said).step()).isEqualTo(2);
        assertThat(allSaid(said)).filteredOn(one -> one.step() < 60).allSatisfy(one -> assertWithin(10, one));
    }

    @Test
    void aFastMachineIsEstimatedSoon() {
        List<Said> said = run(QUICK, 0, step -> step < 12 ? 0.1 / step : 0.01);
        assertThat(firstSaid(said).clock()).isLessThan(1);
    }

    @Test
    void theFirstStepIsIgnored() {
        List<Said> said = run(QUICK, 0, step -> step == 1 ? 10 : 0.22);
        assertWithin(5, firstSaid(said));
    }

    @Test
    void aStalledStepChangesLittle() {
        List<Said> said = run(QUICK, 0, step -> step == 300 ? 30 : 0.22);
        OptionalDouble before = said.get(298).seconds();
        OptionalDouble after = said.get(299).seconds();
        assertThat(after.getAsDouble()).isCloseTo(before.getAsDouble(), withinPercentage(1));
    }

    @Test
    void aSlowdownIsNoticed() {
        List<Said> said = run(QUICK, 0, step -> step <= 500 ? 0.2 : 0.4);
        assertThat(said.get(499).seconds().getAsDouble())
                .isLessThan(0.6 * said.get(499).left());
        assertWithin(5, said.get(699));
    }

    @Test
    void noisySteps() {
        SplittableRandom random = new SplittableRandom(3);
        List<Said> said = run(QUICK, 0, step -> 0.2 + random.nextExponential() * 0.05);
        assertThat(allSaid(said)).allSatisfy(one -> assertWithin(20, one));
    }

    @Test
    void unsettledStepsAreEstimatedAfterFortySeconds() {
        List<Said> said = run(QUICK, 0, step -> step / 5 % 2 == 0 ? 1 : 2);
        assertThat(firstSaid(said).clock()).isBetween(40.0, 43.0);
    }

    @Test
    void remainingEvaluationsCount() {
        RunWork often = new RunWork(1500, 64, 640, 1000, 2000, "strip");
        List<Said> said = run(often, 0, step -> 0.22);
        assertThat(allSaid(said)).filteredOn(one -> one.step() > 20).allSatisfy(one -> assertWithin(2, one));
    }

    @Test
    void aResumedRunCountsItsOwnStepsOnly() {
        List<Said> said = run(QUICK, 1000, step -> step == 1001 ? 3 : 0.22);
        Said first = firstSaid(said);
        assertThat(first.step()).isEqualTo(1011);
        assertWithin(10, first);
    }

    @Test
    void afterTheLastStepOnlyTheEvaluationIsLeft() {
        List<Said> said = run(QUICK, 0, step -> 0.22);
        assertThat(said.get(1499).seconds().getAsDouble())
                .isCloseTo(said.get(1499).left(), within(1.0));
    }

    private static void assertWithin(double percent, Said said) {
        assertThat(said.seconds().getAsDouble())
                .as("after step " + said.step())
                .isCloseTo(said.left(), withinPercentage(percent));
    }

    private static List<Said> allSaid(List<Said> said) {
        return said.stream().filter(one -> one.seconds().isPresent()).toList();
    }

    private static Said firstSaid(List<Said> said) {
        return allSaid(said).get(0);
    }

    /** Simulates a run after step {@code done}; the function returns the time of each step. */
    private static List<Said> run(RunWork work, long done, IntToDoubleFunction stepSeconds) {
        double begin = 10 * done;
        double clock = begin;
        TimeLeft time = new TimeLeft(work, done, begin);
        List<Said> said = new ArrayList<>();
        for (long step = done + 1; step <= work.steps(); step++) {
            clock += stepSeconds.applyAsDouble(Math.toIntExact(step));
            time.stepped(step, clock);
            said.add(new Said(step, clock, time.seconds(), 0));
            if (work.evaluationsAfter(step - 1) > work.evaluationsAfter(step)) {
                clock += EVALUATION;
                time.evaluated(clock);
            }
        }
        double end = clock + work.seconds(0, 0, 0, EVALUATION / 1000);
        return said.stream()
                .map(one -> new Said(one.step(), one.clock() - begin, one.seconds(), end - one.clock()))
                .toList();
    }
}
