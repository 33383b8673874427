package io.github.trocr4j.train.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6})
    void workersPartitionTheMicroBatchesOfAStep(int workers) {
        List<Integer> computed = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            TrainingWorker.Shard shard = TrainingWorker.Shard.of(worker, workers, 6);
            IntStream.range(0, shard.count()).forEach(i -> computed.add(shard.first() + i));
        }
        assertThat(computed).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void unequalSharesAreRefused() {
        assertThatThrownBy(() -> TrainingWorker.Shard.of(0, 4, 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The 6 micro-batches of a step cannot be shared equally by 4 workers: take a divisor of 6.");
    }
}
