package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedLibrariesTest {
    private static final String BUILD = "org/nd4j/linalg/cpu/nativecpu/bindings/linux-x86_64-onednn-avx2/";

    @TempDir
    Path folder;

    private Path cache;

    @BeforeEach
    void threeJarsAndWhatJavaCppHasUnpackedOfThem() throws IOException {
        cache = folder.resolve("cache");
        String openBlas = "org/bytedeco/openblas/linux-x86_64/";
        add("javacpp-1.jar", "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so");
        add(
                "openblas-1.jar",
                openBlas + "libgcc_s.so.1",
                openBlas + "libquadmath.so.0",
                openBlas + "libgfortran.so.5",
                openBlas + "libopenblas.so.0",
                openBlas + "libjniopenblas_nolapack.so");
        add("nd4j-1.jar", BUILD + "libgomp.so.1", BUILD + "libnd4jcpu.so", BUILD + "libjnind4jcpu.so");
        Path openBlasFolder = cache.resolve("openblas-1.jar").resolve(openBlas);
        Files.move(openBlasFolder.resolve("libopenblas.so.0"), openBlasFolder.resolve("libopenblas_nolapack.so.0"));
    }

    @Test
    void areLoadedFromTheCacheInTheOrderInWhichTheyNeedEachOther() throws IOException {
        try (URLClassLoader jars = jars()) {
            assertThat(UnpackedLibraries.find(cache, jars).orElseThrow())
                    .allSatisfy(file -> assertThat(file).startsWith(cache).isRegularFile())
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly(
                            "libjnijavacpp.so",
                            "libgcc_s.so.1",
                            "libquadmath.so.0",
                            "libgfortran.so.5",
                            "libopenblas_nolapack.so.0",
                            "libjniopenblas_nolapack.so",
                            "libgomp.so.1",
                            "libnd4jcpu.so",
                            "libjnind4jcpu.so");
        }
    }

    @Test
    void oneThatIsNotUnpackedYetLeavesAllToJavaCpp() throws IOException {
        Files.delete(cache.resolve("nd4j-1.jar").resolve(BUILD + "libnd4jcpu.so"));
        try (URLClassLoader jars = jars()) {
            assertThat(UnpackedLibraries.find(cache, jars)).isEmpty();
        }
    }

    @Test
    void oneThatIsUnpackedInPartLeavesAllToJavaCpp() throws IOException {
        Files.writeString(cache.resolve("nd4j-1.jar").resolve(BUILD + "libnd4jcpu.so"), "libn");
        try (URLClassLoader jars = jars()) {
            assertThat(UnpackedLibraries.find(cache, jars)).isEmpty();
        }
    }

    @Test
    void anotherBuildIsLeftToJavaCpp() throws IOException {
        Files.delete(folder.resolve("nd4j-1.jar"));
        try (URLClassLoader jars = jars()) {
            assertThat(UnpackedLibraries.find(cache, jars)).isEmpty();
        }
    }

    @Test
    void mayLieInAFolderOfTheLibraryPathInstead() throws IOException {
        Path natives = Files.createDirectory(folder.resolve("natives"));
        String path = folder + File.pathSeparator + natives;
        List<String> names = List.of(
                "libjnijavacpp.so",
                "libgcc_s.so.1",
                "libquadmath.so.0",
                "libgfortran.so.5",
                "libopenblas_nolapack.so.0",
                "libjniopenblas_nolapack.so",
                "libgomp.so.1",
                "libnd4jcpu.so");
        for (String name : names) {
            Files.createFile(natives.resolve(name));
        }
        assertThat(UnpackedLibraries.find(path)).isEmpty();
        Files.createFile(natives.resolve("libjnind4jcpu.so"));
        assertThat(UnpackedLibraries.find(path).orElseThrow())
                .extracting(natives::relativize)
                .extracting(Path::toString)
                .startsWith(names.toArray(String[]::new))
                .endsWith("libjnind4jcpu.so");
    }

    private URLClassLoader jars() throws IOException {
        URL[] urls = {
            folder.resolve("javacpp-1.jar").toUri().toURL(),
            folder.resolve("openblas-1.jar").toUri().toURL(),
            folder.resolve("nd4j-1.jar").toUri().toURL()
        };
        return new URLClassLoader(urls, null);
    }

    private void add(String name, String... entries) throws IOException {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            for (String entry : entries) {
                byte[] content = entry.getBytes(StandardCharsets.UTF_8);
                jar.putNextEntry(new JarEntry(entry));
                jar.write(content);
                Path unpacked = cache.resolve(name).resolve(entry);
                Files.createDirectories(unpacked.getParent());
                Files.write(unpacked, content);
            }
        }
    }
}
