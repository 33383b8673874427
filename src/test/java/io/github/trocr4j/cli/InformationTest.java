package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.engine.EngineInfo;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.CpuFeatures;
import io.github.trocr4j.natives.CudaDriver;
import io.github.trocr4j.natives.NativeSettings;
import io.github.trocr4j.natives.NativeSettings.Setting;
import io.github.trocr4j.natives.NativeStart;
import io.github.trocr4j.natives.OpenBlas;
import io.github.trocr4j.natives.PeakSpeed;
import io.github.trocr4j.natives.ProcessMemory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InformationTest {
    private static final Machine MACHINE = new Machine(
            "A Java 17 (of somebody)",
            "Linux 6.1 amd64",
            4,
            2L << 30,
            16L << 30,
            8L << 30,
            new ProcessMemory(OptionalLong.of(1L << 29), OptionalLong.empty()));
    private static final CudaFindings NO_CARD =
            new CudaFindings(Backend.CPU, new CudaDriver(false, 0, List.of(), Optional.empty()));
    private static final EngineInfo ENGINE = new EngineInfo(
            "1.0",
            "CpuBackend",
            Optional.of("linux-x86_64"),
            Optional.of(new OpenBlas("OpenBLAS 0.3", "Zen", 3)),
            4,
            99.6);

    @Test
    void printsTheEngineAndItsSettings() {
        Information found = information(made(true, Map.of()), Optional.of(ENGINE));
        assertThat(found.text()).isEqualToNormalizingNewlines("""
                        trocr4j    0.1.0
                        Java       A Java 17 (of somebody)
                        system     Linux 6.1 amd64
                        processor  A processor, Java sees 4
                                   avx2
                        backend    cpu
                        CUDA       no driver
                        ND4J       1.0, CpuBackend, linux-x86_64
                        BLAS       OpenBLAS 0.3
                                   kernels of Zen (OpenBLAS's own choice), threads: 3
                        threads    OpenMP: 4
                        speed      100 GFLOP/s in float (1504x384 times 384x1536)
                                   42 % of the peak of 240 (cores: 2, at 3.75 GHz as measured, operations a cycle: 32)
                        settings   A=1 (because)
                                   B=2 (set already)
                        warning    B is slow.
                        memory     16.0 GiB, free 8.0 GiB
                                   heap at most 2.0 GiB; this process 0.5 GiB, at its peak unknown
                        """);
    }

    @Test
    void printsSettingsThatFailed() {
        assertThat(information(made(true, Map.of("A", "no libc")), Optional.of(ENGINE))
                        .text())
                .contains("A=1 (not set: no libc)");
        assertThat(information(made(false, Map.of()), Optional.of(ENGINE)).text())
                .contains("none: ND4J was loaded before")
                .doesNotContain("A=1");
    }

    @Test
    void printsTheRestWithoutNd4j() throws Exception {
        Information found = information(made(true, Map.of()), Optional.empty());
        assertThat(found.text()).contains("ND4J       does not start", "memory");
        JsonValue json = JsonTree.read(found.json());
        assertThat(json.get("nd4j").isNull()).isTrue();
        assertThat(json.get("gigaflops").isNull()).isTrue();
        assertThat(json.get("process_bytes").longValue()).isEqualTo(1L << 29);
        assertThat(json.get("process_peak_bytes").isNull()).isTrue();
    }

    @Test
    void printsGpusAndWhetherTheyAreSupported() throws Exception {
        CudaDriver driver = new CudaDriver(
                true,
                12_040,
                List.of(new CudaDriver.Device("Old", 5, 2, 4L << 30), new CudaDriver.Device("New", 8, 6, 24L << 30)),
                Optional.empty());
        Information found = new Information(
                "",
                MACHINE,
                made(true, Map.of()),
                new CudaFindings(Backend.CUDA, driver),
                Optional.empty(),
                Optional.empty(),
                List.of());
        assertThat(found.text()).contains("backend    cuda", "CUDA       driver for CUDA up to 12.4");
        assertThat(found.text())
                .contains(
                        "           Old, compute capability 5.2 (too old or too new), 4.0 GiB",
                        "           New, compute capability 8.6 (can compute), 24.0 GiB");
        JsonValue json = JsonTree.read(found.json());
        assertThat(json.get("computes_on").textValue()).isEqualTo("cuda");
        assertThat(json.get("cuda_driver").textValue()).isEqualTo("12.4");
        assertThat(json.get("cuda_devices").get(1).get("supported").isTrue()).isTrue();
        assertThat(json.get("cuda_refusal").textValue()).contains("does not run on Old");
    }

    @Test
    void theVerbDescribesThisProcess() throws Exception {
        Ran ran = Ran.of("info", "--json");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        JsonValue json = JsonTree.read(ran.out());
        assertThat(json.get("nd4j").textValue()).startsWith("1.");
        assertThat(json.get("gigaflops").doubleValue()).isPositive();
        assertThat(Ran.of("info").out()).contains("GFLOP/s", "settings");
    }

    private static Information information(NativeStart.Applied made, Optional<EngineInfo> engine) {
        return new Information(
                "0.1.0",
                MACHINE,
                made,
                NO_CARD,
                engine,
                Optional.of(new PeakSpeed(2, 32, 3.75)),
                List.of("B is slow."));
    }

    private static NativeStart.Applied made(boolean inTime, Map<String, String> failures) {
        NativeSettings settings = new NativeSettings(
                4, List.of(new Setting("A", "1", false, "because"), new Setting("B", "2", true, "set already")));
        return new NativeStart.Applied(
                new CpuFeatures("V", 1, 2, 1, "A processor", Set.of("avx2")), settings, inTime, failures);
    }
}
