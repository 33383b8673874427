package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OpenBlasKernelsTest {
    @ParameterizedTest(name = "{1}")
    @MethodSource
    void processorsGetTheFastestKernelsThatTheyCanRun(String kernels, String cpuinfo) {
        assertThat(OpenBlas.Kernels.of(CpuFeatures.of(cpuinfo)))
                .hasValueSatisfying(chosen -> assertThat(chosen.name()).isEqualTo(kernels));
    }

    static Stream<Arguments> processorsGetTheFastestKernelsThatTheyCanRun() {
        return Stream.of(
                Arguments.of("Core2", Processors.SKYLAKE_WITHOUT_AVX),
                Arguments.of("Core2", Processors.EPYC_WITHOUT_AVX),
                Arguments.of("Sandybridge", Processors.SANDY_BRIDGE),
                Arguments.of("Sandybridge", Processors.IVY_BRIDGE),
                Arguments.of("Sandybridge", Processors.JAGUAR),
                Arguments.of("Sandybridge", Processors.OPTERON_WITHOUT_FMA4),
                Arguments.of("Haswell", Processors.HASWELL),
                Arguments.of("Haswell", Processors.BROADWELL),
                Arguments.of("Haswell", Processors.SKYLAKE_CLIENT),
                Arguments.of("Haswell", Processors.XEON_PHI),
                Arguments.of("Haswell", Processors.ALDER_LAKE),
                Arguments.of("Haswell", Processors.RAPTOR_LAKE),
                Arguments.of("Haswell", Processors.ARROW_LAKE),
                Arguments.of("Haswell", Processors.ALDER_LAKE_N),
                Arguments.of("Haswell", Processors.SIERRA_FOREST),
                Arguments.of("Haswell", Processors.ZHAOXIN),
                Arguments.of("Zen", Processors.QEMU_64_WITH_AVX2),
                Arguments.of("Zen", Processors.ZEN_1),
                Arguments.of("Zen", Processors.ZEN_2),
                Arguments.of("Zen", Processors.ZEN_3),
                Arguments.of("Zen", Processors.HYGON),
                Arguments.of("SkylakeX", Processors.ZEN_4),
                Arguments.of("SkylakeX", Processors.ZEN_5),
                Arguments.of("SkylakeX", Processors.STRIX_POINT),
                Arguments.of("SkylakeX", Processors.SKYLAKE_SERVER),
                Arguments.of("SkylakeX", Processors.CASCADE_LAKE),
                Arguments.of("SkylakeX", Processors.ICE_LAKE),
                Arguments.of("SkylakeX", Processors.TIGER_LAKE),
                Arguments.of("SkylakeX", Processors.SAPPHIRE_RAPIDS),
                Arguments.of("SkylakeX", Processors.GRANITE_RAPIDS),
                Arguments.of("SkylakeX", Processors.QEMU_64_WITH_AVX512));
    }

    @ParameterizedTest
    @MethodSource
    void openBlasChoosesWhereItIsRightByItself(String cpuinfo) {
        assertThat(OpenBlas.Kernels.of(CpuFeatures.of(cpuinfo))).isEmpty();
    }

    static Stream<String> openBlasChoosesWhereItIsRightByItself() {
        return Stream.of(
                Processors.WESTMERE,
                Processors.TREMONT,
                Processors.PILEDRIVER,
                Processors.EXCAVATOR,
                Processors.K10,
                Processors.QEMU_64,
                Processors.KVM_64,
                Processors.ARM,
                "");
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("processorsGetTheFastestKernelsThatTheyCanRun")
    void whatIsChosenCanBeRun(String kernels, String cpuinfo) {
        assertThat(OpenBlas.Kernels.missing(kernels, CpuFeatures.of(cpuinfo))).isEmpty();
    }

    @Test
    void whatAProcessorLacksForKernelsIsSaid() {
        CpuFeatures zen = CpuFeatures.of(Processors.ZEN_3);
        assertThat(OpenBlas.Kernels.missing("EXCAVATOR", zen)).containsExactly("fma4");
        assertThat(OpenBlas.Kernels.missing("SkylakeX", zen))
                .containsExactly("avx512f", "avx512dq", "avx512bw", "avx512vl");
        assertThat(OpenBlas.Kernels.missing("Prescott", zen)).isEmpty();
    }

    @Test
    void kernelsWithoutAvxAreKnownByTheirName() {
        assertThat(Stream.of("Prescott", "Core2", "Nehalem", "Barcelona", "Atom", "armv8"))
                .noneMatch(OpenBlas.Kernels::useAvx);
        assertThat(Stream.of("Sandybridge", "Excavator", "Haswell", "Zen", "SkylakeX", "Cooperlake"))
                .allMatch(OpenBlas.Kernels::useAvx);
    }
}
