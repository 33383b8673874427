package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages are those of JavaCPP 1.5.7, JNA 4.3, the JDK's, glibc's and musl's. */
class StartFailureTest {
    private static final String MOVE = "the Java option -Dorg.bytedeco.javacpp.cachedir=DIR.";

    @TempDir
    Path folder;

    private final Properties system = new Properties();
    private Path cache;

    @BeforeEach
    void aHome() throws IOException {
        cache = Files.createDirectories(folder.resolve("home/.javacpp/cache"));
        system.setProperty("user.home", folder.resolve("home").toString());
        system.setProperty("user.name", "jo");
        system.setProperty("java.io.tmpdir", folder.toString());
        system.setProperty("os.name", "Linux");
        system.setProperty("os.arch", "aarch64");
    }

    @Test
    void aFullDisk() {
        assertThat(sentence(new IOException("No space left on device")))
                .contains("cannot be unpacked to " + cache, "no space left on device", " MB free, 437 MB needed", MOVE);
    }

    @Test
    void aFileSystemWithoutExecution() {
        assertThat(sentence(link(cache + "/x/libjnijavacpp.so: failed to map segment from shared object")))
                .contains("to " + cache, "mounted noexec", MOVE);
    }

    @Test
    void aFileOfAnotherUser() {
        assertThat(sentence(new FileNotFoundException(cache + "/.lock (Permission denied)")))
                .contains("to " + cache, "started: " + cache + "/.lock: permission denied", MOVE);
    }

    @Test
    void noFolderAtAll() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Files.createFile(folder.resolve(".javacpp-jo"));
        system.setProperty("user.home", file.toString());
        assertThat(sentence(new IOException("Could not create the cache: Set the \"...\" system property.")))
                .contains("(437 MB) cannot be unpacked", file + "/.javacpp/cache (", "/.javacpp-jo/cache (", MOVE);
    }

    @Test
    void theDeepestCauseIsTold() {
        Throwable first = new IOException("No space left on device");
        Throwable second = link("no jnind4jcpu in java.library.path");
        second.initCause(first);
        Throwable third = new ExceptionInInitializerError(second);
        assertThat(sentence(third)).contains("no space left on device");
        assertThat(NativeStartException.of(third)).hasRootCause(first);
    }

    @Test
    void toldAgainTheSentenceIsTheSame() {
        NativeStartException first = NativeStartException.of(link("x.so: failed to map segment from shared object"));
        assertThat(NativeStartException.of(first))
                .hasMessage(first.getMessage())
                .hasCause(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JNA temporary directory '/x' does not exist | does not exist",
                "Failed to create temporary file for /com/sun/jna/libjnidispatch.so: No space left on device"
                        + " | cannot be used (no space left on device)",
                "/x/jna-3506402/jna32.tmp: failed to map segment from shared object | mounted noexec)",
            })
    void theTemporaryFolder(String message, String why) {
        assertThat(sentence(link(message)))
                .startsWith("The temporary folder " + folder + " ")
                .contains(why)
                .endsWith("-Djava.io.tmpdir=DIR.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/c/a.so: /c/a.so: invalid ELF header (Possible cause: endianness mismatch) | another processor",
                "/c/a.so: /c/a.so: wrong ELF class: ELFCLASS32 | classifiers for linux-arm64.",
                "/c/a.so: /c/a.so: invalid ELF header | The unpacked library /c/a.so is damaged",
                "/c/a.so: /c/a.so: file too short | delete it",
                "/c/a.so: Error loading shared library ld-linux-x86-64.so.2: No such file (needed by /c/a.so)"
                        + " | this system has musl",
                "/c/a.so: Error relocating /c/a.so: __strdup: symbol not found | use one with glibc",
                "/c/a.so: /lib/libc.so.6: version `GLIBC_2.27' not found (required by /c/a.so) | need GLIBC_2.27",
                "/c/a.so: libstdc++.so.6: cannot open shared object file: No such file | need libstdc++.so.6,",
                "Native Library /c/a.so already loaded in another classloader | (in Tomcat the folder lib)",
                "Could not find jnijavacpp in class, module, and library paths. | not on the class path",
                "something new | ND4J does not start here (UnsatisfiedLinkError: something new).",
            })
    void whatElseTheLoaderSays(String message, String told) {
        assertThat(sentence(link(message))).contains(told);
    }

    private String sentence(Throwable thrown) {
        return StartFailure.sentence(thrown, system);
    }

    private static Throwable link(String message) {
        return new UnsatisfiedLinkError(message);
    }
}
