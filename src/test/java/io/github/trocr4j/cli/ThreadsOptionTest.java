package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadsOptionTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10000"})
    void aWrongNumberIsAUsageError(String threads) {
        Ran ran = Ran.of("evaluate", "model", "--threads", threads);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).startsWith("--threads: expected 1 to 9999, found " + threads);
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "evaluate", "predict", "benchmark"})
    void everyVerbThatComputesHasIt(String verb) {
        assertThat(Ran.of(verb, "--help").out()).contains("--threads=N");
    }

    @Test
    void verbsThatDoNotComputeHaveNone() {
        assertThat(Ran.of("inspect", "--help").out()).doesNotContain("--threads");
    }
}
