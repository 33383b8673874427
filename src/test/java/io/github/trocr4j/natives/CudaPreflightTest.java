package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CudaPreflightTest {
    @ParameterizedTest
    @ValueSource(strings = {"6.0", "6.1", "7.0", "7.5", "8.0", "8.6", "8.9"})
    void pascalToAdaPass(String capability) {
        assertThatCode(() -> CudaPreflight.require(CudaDriver.ask(with(12_040, capability))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.5", "5.2", "9.0", "10.0", "12.0"})
    void otherCapabilitiesAreRefused(String capability) {
        assertThatThrownBy(() -> CudaPreflight.require(CudaDriver.ask(with(12_040, capability))))
                .isInstanceOf(CudaUnavailableException.class)
                .hasMessage("ND4J 1.0.0-M2.1 does not run on Card " + capability + " (compute capability " + capability
                        + "), expected compute capability 6.0 to 8.9: take another card, or take the build for the CPU"
                        + " (mvn package without -Pcuda).");
    }

    @Test
    void withoutADriverItSaysWhatIsMissing() {
        assertThat(CudaPreflight.refusal(CudaDriver.MISSING).orElseThrow())
                .startsWith("There is no CUDA driver here (")
                .endsWith("cannot be loaded): install NVIDIA's driver, or take the build for the CPU (mvn package"
                        + " without -Pcuda).");
    }

    @Test
    void aDriverOlderThanCuda11IsRefused() {
        assertThat(refusal(with(10_020, "7.5")))
                .isEqualTo("The driver knows CUDA up to 10.2, expected 11.0 or later (450.80.02 on Linux, 452.39 on"
                        + " Windows): update it, or take the build for the CPU (mvn package without -Pcuda).");
    }

    @ParameterizedTest
    @ValueSource(ints = {11_000, 11_020, 11_060, 12_000, 13_000})
    void anyDriverFromCuda11OnPasses(int version) {
        assertThat(CudaPreflight.refusal(CudaDriver.ask(with(version, "8.6")))).isEmpty();
    }

    @Test
    void aDriverThatShowsNoCardIsRefused() {
        String sentence = "The CUDA driver shows no card: see whether CUDA_VISIBLE_DEVICES hides it";
        assertThat(refusal(new FakeCuda(12_040))).startsWith(sentence);
        assertThat(refusal(new FakeCuda(12_040).failing("cuInit", 100))).startsWith(sentence);
    }

    @Test
    void aDriverThatFailsIsRefusedWithWhatItSaid() {
        assertThat(refusal(with(12_040, "8.6").failing("cuInit", 999)))
                .startsWith("The CUDA driver does not answer (cuInit returned 999): ");
    }

    @Test
    void eachOfSeveralCardsMustBeSupported() {
        assertThat(CudaPreflight.refusal(CudaDriver.ask(with(12_040, "8.6", "7.5"))))
                .isEmpty();
        assertThat(refusal(with(12_040, "8.6", "9.0", "12.0")))
                .startsWith(
                        "ND4J 1.0.0-M2.1 does not run on Card 9.0 (compute capability 9.0), Card 12.0 (compute"
                                + " capability 12.0), expected compute capability 6.0 to 8.9: hide it with CUDA_VISIBLE_DEVICES");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CUDA | CPU  | This build has no CUDA backend, it computes on the CPU only: for a card, build it with mvn"
                        + " -Pcuda package.",
                "CPU  | CUDA | This build has the CUDA backend only: for the CPU, build it without -Pcuda."
            })
    void theOtherBackendIsAnotherBuild(Backend wanted, Backend there, String sentence) {
        assertThatThrownBy(() -> CudaPreflight.requireBackend(wanted, there))
                .isInstanceOf(CudaUnavailableException.class)
                .hasMessage(sentence);
        assertThatCode(() -> CudaPreflight.requireBackend(there, there)).doesNotThrowAnyException();
    }

    @Test
    void aResultNamesTheCardsThatComputedIt() {
        assertThat(Backend.CPU.description()).isEqualTo("cpu");
        assertThat(Backend.describe(CudaDriver.ask(with(12_040, "8.6", "7.5")).devices()))
                .isEqualTo("cuda: Card 8.6 (8.6), Card 7.5 (7.5)");
    }

    private static String refusal(FakeCuda driver) {
        return CudaPreflight.refusal(CudaDriver.ask(driver)).orElseThrow();
    }

    private static FakeCuda with(int version, String... capabilities) {
        FakeCuda driver = new FakeCuda(version);
        for (String capability : capabilities) {
            String[] parts = capability.split("\\.", 2);
            driver.with("Card " + capability, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }
        return driver;
    }
}
