package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PeakSpeedTest {
    @ParameterizedTest(name = "{1}")
    @MethodSource
    void operationsOfACycleFollowFromTheUnits(int operations, String cpuinfo) {
        assertThat(PeakSpeed.operationsPerCycle(CpuFeatures.of(cpuinfo))).hasValue(operations);
    }

    static Stream<Arguments> operationsOfACycleFollowFromTheUnits() {
        return Stream.of(
                Arguments.of(8, Processors.WESTMERE),
                Arguments.of(16, Processors.SANDY_BRIDGE),
                Arguments.of(32, Processors.HASWELL),
                Arguments.of(64, Processors.SKYLAKE_SERVER),
                Arguments.of(32, Processors.TIGER_LAKE),
                Arguments.of(64, Processors.GRANITE_RAPIDS),
                Arguments.of(16, Processors.SIERRA_FOREST),
                Arguments.of(16, Processors.ZEN_1),
                Arguments.of(32, Processors.ZEN_2),
                Arguments.of(32, Processors.ZEN_4),
                Arguments.of(64, Processors.ZEN_5),
                Arguments.of(32, Processors.STRIX_POINT),
                Arguments.of(16, Processors.HYGON));
    }

    @ParameterizedTest
    @MethodSource
    void unitsThatAreNotKnownHaveNoPeak(String cpuinfo) {
        assertThat(PeakSpeed.of(CpuFeatures.of(cpuinfo), 2)).isEmpty();
    }

    static Stream<String> unitsThatAreNotKnownHaveNoPeak() {
        return Stream.of(
                Processors.EXCAVATOR,
                Processors.ZHAOXIN,
                Processors.QEMU_64_WITH_AVX2,
                Processors.KVM_64,
                Processors.ARM,
                "");
    }

    @Test
    void twoThreadsOfACoreShareItsUnits() {
        CpuFeatures cpu = CpuFeatures.of(Processors.ZEN_4); // two threads per core
        assertThat(PeakSpeed.of(cpu, 8).orElseThrow().cores()).isEqualTo(4);
        assertThat(PeakSpeed.of(cpu, 1).orElseThrow().cores()).isEqualTo(1);
    }

    @Test
    void gigaflopsAreTheProductOfAllThree() {
        assertThat(new PeakSpeed(2, 32, 3.5).gigaflops()).isEqualTo(224);
    }
}
