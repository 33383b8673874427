package io.github.trocr4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PassShareTest {
    @Test
    void noTwoWorkersSeeTheSameBatchAndTogetherTheySeeAll() {
        int passes = 6;
        int steps = 50;
        for (int workers : new int[] {1, 2, 3, 6}) {
            List<Long> batches = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                PassShare share = PassShare.of(worker, workers, passes);
                for (int position = 0; position < steps * share.count(); position++) {
                    batches.add(share.batch(position));
                }
            }
            assertThat(batches)
                    .as("%d workers", workers)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, (long) steps * passes).boxed().toList());
        }
    }

    @Test
    void oneWorkerForAllWalksAsWithoutWorkers() {
        PassShare all = PassShare.all(3);
        assertThat(all).isEqualTo(PassShare.of(0, 1, 3));
        for (long position = 0; position < 20; position++) {
            assertThat(all.batch(position)).isEqualTo(position);
        }
    }

    @Test
    void unequalSharesAreRefused() {
        assertThatThrownBy(() -> PassShare.of(0, 4, 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The 6 passes of a step cannot be shared equally by 4 workers: take a divisor of 6.");
    }

    @Test
    void passesThatTheStepDoesNotHaveAreRefused() {
        assertThatThrownBy(() -> new PassShare(2, 2, 3)).hasMessage("passes 2 to 3 of a step of 3");
    }
}
