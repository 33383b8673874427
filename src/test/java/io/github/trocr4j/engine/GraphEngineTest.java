package io.github.trocr4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.natives.Backend;
import org.junit.jupiter.api.Test;

class GraphEngineTest {
    @Test
    void plansAreForTheCpu() {
        assertThat(GraphEngine.fastestOn(Backend.CPU)).isEqualTo(GraphEngine.PLANNED);
        assertThat(GraphEngine.fastestOn(Backend.CUDA)).isEqualTo(GraphEngine.PLAIN);
        assertThat(GraphEngine.PLANNED.runsOn(Backend.CUDA)).isFalse();
        assertThat(GraphEngine.PLAIN.runsOn(Backend.CUDA)).isTrue();
    }
}
