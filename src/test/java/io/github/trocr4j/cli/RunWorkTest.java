package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunWorkTest {
    @Test
    void evaluationsAreOnePerEpochAndOneAtTheEnd() {
        // epochs end with steps 4 and 7 of 10, because 3 x 30 strips are less than 100
        RunWork work = new RunWork(10, 30, 100, 20, 50, "strip");
        assertThat(work.evaluationsAfter(0)).isEqualTo(3);
        assertThat(work.evaluationsAfter(3)).isEqualTo(3);
        assertThat(work.evaluationsAfter(4)).isEqualTo(2);
        assertThat(work.evaluationsAfter(7)).isEqualTo(1);
        assertThat(work.evaluationsAfter(9)).isEqualTo(1);
        assertThat(work.evaluationsAfter(10)).isZero();
    }

    @Test
    void aLastStepThatEndsAnEpochIsEvaluatedOnce() {
        assertThat(new RunWork(10, 30, 100, 20, 50, "strip").withSteps(7).evaluationsAfter(0))
                .isEqualTo(2);
    }

    @Test
    void epochsShorterThanAStepAreEvaluatedOnceAStep() {
        assertThat(new RunWork(10, 64, 34, 6, 10, "strip").evaluationsAfter(0)).isEqualTo(10);
    }

    @Test
    void withoutHeldOutStripsThereAreNoEvaluations() {
        assertThat(new RunWork(10, 30, 100, 0, 50, "strip").evaluationsAfter(0)).isZero();
    }

    @Test
    void theStepsInATimeAllowForEvaluations() {
        RunWork work = new RunWork(1, 64, 11_000, 1000, 2000, "strip");
        long steps = work.stepsIn(600, 0.25);
        assertThat(work.withSteps(steps).seconds(0.25)).isLessThanOrEqualTo(600);
        assertThat(work.withSteps(steps + 1).seconds(0.25)).isGreaterThan(600);
    }

    @Test
    void atLeastOneStepIsTaken() {
        assertThat(new RunWork(1, 64, 11_000, 1000, 2000, "strip").stepsIn(0.1, 60))
                .isEqualTo(1);
    }
}
