package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuFeaturesTest {
    @Test
    void x86ProcessorsHaveAVendorANameAndFlags() {
        CpuFeatures cpu = CpuFeatures.of(Processors.ALDER_LAKE);
        assertThat(cpu.vendor()).isEqualTo("GenuineIntel");
        assertThat(cpu.family()).isEqualTo(6);
        assertThat(cpu.model()).isEqualTo(151);
        assertThat(cpu.threadsPerCore()).isEqualTo(2);
        assertThat(cpu.name()).isEqualTo("12th Gen Intel(R) Core(TM) i7-12700K");
        assertThat(cpu.features()).containsExactly("ssse3", "sse4_1", "sse4_2", "avx", "avx2", "fma", "f16c");
    }

    @Test
    void armProcessorsHaveFeaturesOnly() {
        CpuFeatures cpu = CpuFeatures.of(Processors.ARM);
        assertThat(cpu.vendor()).isEmpty();
        assertThat(cpu.threadsPerCore()).isEqualTo(1);
        assertThat(cpu.features()).containsExactly("asimd", "asimdhp", "sve", "bf16");
    }

    @Test
    void ofSeveralProcessorsTheFirstCounts() {
        CpuFeatures both = CpuFeatures.of(Processors.SANDY_BRIDGE + Processors.ALDER_LAKE);
        assertThat(both).isEqualTo(CpuFeatures.of(Processors.SANDY_BRIDGE));
    }

    @Test
    void otherTextsGiveNoFeatures() {
        assertThat(CpuFeatures.of("")).isEqualTo(CpuFeatures.UNKNOWN);
        assertThat(CpuFeatures.of("flags\n:\navx2 : no\n")).isEqualTo(CpuFeatures.UNKNOWN);
    }

    @Test
    void hasAsksForAllOfThem() {
        CpuFeatures cpu = CpuFeatures.of(Processors.ALDER_LAKE);
        assertThat(cpu.has("avx2", "fma")).isTrue();
        assertThat(cpu.has("avx2", "avx512f")).isFalse();
    }
}
