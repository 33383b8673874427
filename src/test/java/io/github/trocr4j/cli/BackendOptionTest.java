package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trocr4j.natives.Backend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendOptionTest {
    @Test
    void anUnknownNameIsAUsageError() {
        Ran ran = Ran.of("info", "--backend", "tpu");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("--backend: expected cpu or cuda, found tpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "evaluate", "predict", "serve", "import", "export", "info", "benchmark"})
    void everyVerbThatComputesHasIt(String verb) {
        assertThat(Ran.of(verb, "--help").out()).contains("--backend=NAME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train", "evaluate", "serve", "benchmark"})
    void cudaIsRefusedByABuildForTheCpu(String verb) {
        assumeTrue(Backend.here() == Backend.CPU, "this build is for a card");
        Ran ran = Ran.of(verb, "--backend", "cuda");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .containsExactly(
                        "trocr4j: This build has no CUDA backend, it computes on the CPU only: for a card, build"
                                + " it with mvn -Pcuda package.");
    }

    @Test
    void infoPrintsTheRestEvenSo() {
        assumeTrue(Backend.here() == Backend.CPU, "this build is for a card");
        Ran ran = Ran.of("info", "--backend", "cuda");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("backend    cpu", "CUDA ");
        assertThat(ran.err()).startsWith("trocr4j: This build has no CUDA backend");
    }
}
