package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Nd4jBuildTest {
    @TempDir
    Path jars;

    @Test
    void aProcessorWithoutItsInstructionsIsRefused() throws IOException {
        add("-onednn-avx2");
        assertThat(refusal(Processors.HASWELL)).isEmpty();
        assertThat(refusal(Processors.SANDY_BRIDGE))
                .hasValue("ND4J's library on the class path, linux-x86_64-onednn-avx2, needs a processor with avx2,"
                        + " which this one (Intel(R) Xeon(R) CPU E5-2670 0 @ 2.60GHz) does not have:"
                        + " use nd4j-native with the classifier linux-x86_64-onednn.");
    }

    @Test
    void oneRunnableBuildIsEnough() throws IOException {
        add("-avx512");
        assertThat(refusal(Processors.HASWELL)).isPresent();
        add("");
        assertThat(refusal(Processors.SANDY_BRIDGE)).isEmpty();
    }

    @Test
    void nothingIsRefusedUnknown() throws IOException {
        assertThat(refusal(Processors.SANDY_BRIDGE)).isEmpty();
        add("-avx2");
        assertThat(refusal("")).isEmpty();
    }

    private void add(String build) throws IOException {
        Path folder = jars.resolve("org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64" + build);
        Files.createFile(Files.createDirectories(folder).resolve("libnd4jcpu.so"));
    }

    private Optional<String> refusal(String cpuinfo) throws IOException {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jars.toUri().toURL()}, null)) {
            return Nd4jBuild.refusal(CpuFeatures.of(cpuinfo), loader);
        }
    }
}
