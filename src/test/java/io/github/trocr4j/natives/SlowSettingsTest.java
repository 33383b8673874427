package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowSettingsTest {
    @Test
    void goodSettingsAreNotReported() {
        assertThat(of(Map.of(), "SkylakeX")).isEmpty();
        assertThat(of(
                        Map.of("OPENBLAS_CORETYPE", "skylakex", "OMP_NUM_THREADS", "4", "OMP_WAIT_POLICY", "PASSIVE"),
                        "SkylakeX"))
                .isEmpty();
        assertThat(of(
                        Map.of("OMP_DYNAMIC", "false", "OMP_PROC_BIND", "FALSE", "ONEDNN_MAX_CPU_ISA", "all"),
                        "SkylakeX"))
                .isEmpty();
    }

    @Test
    void kernelsWithoutAvxAreReportedWhoeverChoseThem() {
        assertThat(of(Map.of(), "Barcelona"))
                .containsExactly(
                        "OpenBLAS runs the kernels of Barcelona, which are for processors without AVX, and this"
                                + " one has it: set OPENBLAS_CORETYPE=SkylakeX.");
        assertThat(of(Map.of("OPENBLAS_CORETYPE", "Nehalem"), "Nehalem"))
                .containsExactly("OpenBLAS runs the kernels of Nehalem, which are for processors without AVX, and this"
                        + " one has it: unset OPENBLAS_CORETYPE.");
    }

    @Test
    void kernelsWithoutAvxAreRightWhereThereIsNone() {
        assertThat(SlowSettings.of(CpuFeatures.of(Processors.WESTMERE), Map.of(), 4, Optional.of("Nehalem")))
                .isEmpty();
        assertThat(SlowSettings.of(CpuFeatures.of(Processors.ARM), Map.of(), 4, Optional.of("neoversen1")))
                .isEmpty();
    }

    @Test
    void kernelsForAnotherProcessorAreNamed() {
        assertThat(of(Map.of("OPENBLAS_CORETYPE", "Haswell"), "Haswell"))
                .containsExactly("OPENBLAS_CORETYPE=Haswell is set: the kernels of SkylakeX are the fastest for this"
                        + " processor; unset OPENBLAS_CORETYPE.");
    }

    @ParameterizedTest
    @CsvSource({
        "OPENBLAS_L2_SIZE,512",
        "OMP_NUM_THREADS,1",
        "OMP_NUM_THREADS,'2,4'",
        "OMP_NUM_THREADS,64",
        "OMP_THREAD_LIMIT,3",
        "OMP_WAIT_POLICY,active",
        "OMP_DYNAMIC,TRUE",
        "OMP_PROC_BIND,close",
        "OMP_PLACES,cores",
        "GOMP_CPU_AFFINITY,0",
        "ONEDNN_MAX_CPU_ISA,AVX2",
        "DNNL_MAX_CPU_ISA,sse41"
    })
    void whatSlowsTheLibrariesDownIsNamed(String name, String value) {
        assertThat(of(Map.of(name, value), "SkylakeX"))
                .singleElement()
                .asString()
                .startsWith(name + "=" + value + " is set: ")
                .contains("unset it");
    }

    private static List<String> of(Map<String, String> environment, String coreName) {
        return SlowSettings.of(CpuFeatures.of(Processors.ZEN_5), environment, 4, Optional.of(coreName));
    }
}
