package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    @Test
    void linuxCountsInKibibytes() {
        ProcessMemory memory = ProcessMemory.of("Name:\tjava\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\nThreads:\t9\n");
        assertThat(memory.resident()).hasValue(100 << 20);
        assertThat(memory.peak()).hasValue(200 << 20);
    }

    @Test
    void whatIsNotThereIsUnknown() {
        assertThat(ProcessMemory.of("").peak()).isEmpty();
        assertThat(ProcessMemory.of("VmHWM: many kB").peak()).isEmpty();
    }
}
