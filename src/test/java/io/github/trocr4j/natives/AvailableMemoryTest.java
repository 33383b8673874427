package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AvailableMemoryTest {
    private static final String MEMINFO = "MemTotal:   1000 kB\nMemFree:   100 kB\nMemAvailable:   600 kB\n";

    @Test
    void theCacheOfFilesIsAvailable() {
        assertThat(AvailableMemory.of(MEMINFO, 1000 << 10, 100 << 10)).isEqualTo(600 << 10);
    }

    @Test
    void inAContainerWithALimitItsFreeMemoryCounts() {
        assertThat(AvailableMemory.of(MEMINFO, 400 << 10, 50 << 10)).isEqualTo(50 << 10);
        assertThat(AvailableMemory.of("", 400 << 10, 50 << 10)).isEqualTo(50 << 10);
    }

    @Test
    void thisMachineHasSome() {
        assertThat(AvailableMemory.bytes()).isPositive();
    }
}
