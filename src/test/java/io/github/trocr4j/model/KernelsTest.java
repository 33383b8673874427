package io.github.trocr4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.natives.Backend;
import org.junit.jupiter.api.Test;

class KernelsTest {
    @Test
    void plansAreForTheCpu() {
        assertThat(Kernels.fastestOn(Backend.CPU)).isEqualTo(Kernels.PLANNED);
        assertThat(Kernels.fastestOn(Backend.CUDA)).isEqualTo(Kernels.PLAIN);
        assertThat(Kernels.PLANNED.runOn(Backend.CUDA)).isFalse();
        assertThat(Kernels.PLAIN.runOn(Backend.CUDA)).isTrue();
    }
}
