package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CudaDriverTest {
    @Test
    void saysItsVersionAndItsCards() {
        CudaDriver found =
                CudaDriver.ask(new FakeCuda(12_040).with("NVIDIA A10", 8, 6).with("Tesla T4", 7, 5));
        assertThat(found.found()).isTrue();
        assertThat(found.versionText()).isEqualTo("12.4");
        assertThat(found.failure()).isEmpty();
        assertThat(found.devices())
                .containsExactly(
                        new CudaDriver.Device("NVIDIA A10", 8, 6, FakeCuda.MEMORY),
                        new CudaDriver.Device("Tesla T4", 7, 5, FakeCuda.MEMORY));
    }

    @Test
    void noCardIsNoFailure() {
        CudaDriver found = CudaDriver.ask(new FakeCuda(11_060).failing("cuInit", 100));
        assertThat(found.devices()).isEmpty();
        assertThat(found.failure()).isEmpty();
    }

    @Test
    void namesTheFunctionThatFails() {
        for (String function : new String[] {
            "cuDriverGetVersion",
            "cuInit",
            "cuDeviceGetCount",
            "cuDeviceGet",
            "cuDeviceGetName",
            "cuDeviceTotalMem_v2",
            "cuDeviceGetAttribute"
        }) {
            FakeCuda driver = new FakeCuda(11_060).with("NVIDIA A10", 8, 6).failing(function, 999);
            assertThat(CudaDriver.ask(driver).failure()).contains(function + " returned 999");
        }
    }

    @Test
    void aFunctionThatIsMissingIsAFailureToo() {
        CudaDriver found = CudaDriver.ask((function, arguments) -> {
            throw new UnsatisfiedLinkError("no " + function);
        });
        assertThat(found.found()).isTrue();
        assertThat(found.failure()).contains("a function is missing: no cuDriverGetVersion");
    }

    @Test
    void theLibraryHasANameForEachSystem() {
        assertThat(CudaDriver.libraryFor("Linux")).isEqualTo("libcuda.so.1");
        assertThat(CudaDriver.libraryFor("Windows 11")).isEqualTo("nvcuda");
    }
}
