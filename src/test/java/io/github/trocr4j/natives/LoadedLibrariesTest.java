package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LoadedLibrariesTest {
    private static final String MAPS = """
            7f00-7f10 r-xp 00000000 fe:00 17                   /c/openblas/linux-x86_64/libopenblas.so.0
            7f10-7f20 r--p 00000000 fe:00 18                   /c d/bindings/linux-x86_64-avx2/libnd4jcpu.so
            7f20-7f30 r-xp 00000000 fe:00 18                   /c d/bindings/linux-x86_64-avx2/libnd4jcpu.so
            7f30-7f40 rw-p 00000000 00:00 0\s
            7f40-7f50 r-xp 00000000 fe:00 19                   /c/openblas/linux-x86_64/libopenblas_nolapack.so.0
            7ffd-7ffe rw-p 00000000 00:00 0                    [stack]
            7ffe-7fff r-xp 00000000 fe:00 20                   /c/libjnind4jcpu.so
            """;

    @Test
    void eachLibraryIsListedOnce() {
        assertThat(LoadedLibraries.of(MAPS).paths()).hasSize(4);
    }

    @Test
    void nd4jIsKnownByItsName() {
        assertThat(LoadedLibraries.of(MAPS).nd4j()).contains(Path.of("/c d/bindings/linux-x86_64-avx2/libnd4jcpu.so"));
        assertThat(LoadedLibraries.of("").nd4j()).isEmpty();
    }

    @Test
    void ofTwoOpenBlasTheOneWithoutLapackIsNd4js() {
        assertThat(LoadedLibraries.of(MAPS).openBlas())
                .contains(Path.of("/c/openblas/linux-x86_64/libopenblas_nolapack.so.0"));
        assertThat(LoadedLibraries.of(MAPS.lines().findFirst().orElseThrow()).openBlas())
                .contains(Path.of("/c/openblas/linux-x86_64/libopenblas.so.0"));
    }
}
