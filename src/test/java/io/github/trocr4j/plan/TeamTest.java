package io.github.trocr4j.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void eachPartRunsOnceBeforeRunReturns(int threads) {
        try (Team team = new Team(threads)) {
            for (int round = 0; round < 2000; round++) {
                int parts = round % 9;
                AtomicIntegerArray visits = new AtomicIntegerArray(9);
                team.run(parts, visits::incrementAndGet);
                for (int part = 0; part < 9; part++) {
                    assertThat(visits.get(part)).isEqualTo(part < parts ? 1 : 0);
                }
            }
        }
    }

    @Test
    void exceptionsAreRethrownAfterAllPartsHaveRun() {
        try (Team team = new Team(2)) {
            AtomicInteger done = new AtomicInteger();
            assertThatThrownBy(() -> team.run(8, part -> {
                        if (part == 3) {
                            throw new IllegalStateException("part 3");
                        }
                        done.incrementAndGet();
                    }))
                    .hasMessage("part 3");
            assertThat(done).hasValue(7);
            team.run(4, part -> done.incrementAndGet());
            assertThat(done).hasValue(11);
        }
    }

    @Test
    void parkedHelpersReturnToThePool() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (Team team = new Team(1 + ForkJoinPool.getCommonPoolParallelism())) {
                team.run(4, part -> {});
            }
        }
        // otherwise they would block all threads of the pool, and this task would never run
        assertThat(ForkJoinPool.commonPool().submit(() -> 5).get()).isEqualTo(5);
    }

    @Test
    void aBusyPoolCausesNoDelay() {
        Semaphore gate = new Semaphore(0);
        for (int i = 0; i < 64; i++) {
            ForkJoinPool.commonPool().execute(gate::acquireUninterruptibly);
        }
        AtomicInteger done = new AtomicInteger();
        try (Team team = new Team(4)) {
            team.run(16, part -> done.incrementAndGet());
        } finally {
            gate.release(64);
        }
        assertThat(done).hasValue(16);
    }
}
