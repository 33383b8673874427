package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.trocr4j.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test runs in a separate process, because a process loads ND4J only once. */
@EnabledOnOs(OS.LINUX)
@Tag("slow")
class EngineTest {
    @TempDir
    Path folder;

    @BeforeEach
    void aModel() throws IOException {
        SmallModels.save(folder);
    }

    @Test
    void settingsAreMadeBeforeTheNativeLibrariesLoad() throws Exception {
        // more than the machine is likely to have, so that it cannot be the default
        String printed = run(Map.of(), "-Dtrocr4j.threads=97");
        assertThat(printed).contains("threads 97", "in time true, failures {}", "OMP_WAIT_POLICY=PASSIVE false");
    }

    @Test
    void theUsersSettingsAreKept() throws Exception {
        String printed = run(Map.of("OMP_WAIT_POLICY", "ACTIVE", "OMP_NUM_THREADS", "5"), "-Dtrocr4j.threads=97");
        assertThat(printed).contains("threads 5", "OMP_WAIT_POLICY=ACTIVE true", "OMP_NUM_THREADS=5 true");
    }

    @Test
    void settingsAreMadeBeforeUnpackedLibrariesLoad() throws Exception {
        run(Map.of(), "-Dtrocr4j.threads=97");
        assertThat(run(Map.of(), "-Dtrocr4j.threads=97", "-Dtrocr4j.unpackedLibraries=true"))
                .contains("threads 97", "in time true, failures {}", "OMP_WAIT_POLICY=PASSIVE false");
    }

    @Test
    void anInvalidNumberOfThreadsIsRefused() throws Exception {
        assertThat(run(Map.of(), "-Dtrocr4j.threads=two"))
                .contains("-Dtrocr4j.threads: expected a number of threads from 1 to 9999, found two.");
    }

    @Test
    void withoutAFolderToUnpackToEachTryIsToldWhy() throws Exception {
        Path file = Files.createFile(folder.resolve("file")); // in the place of a folder, which stops root, too
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Files.createFile(temporary.resolve(".javacpp-jo"));
        List<String> options = List.of(
                "-Duser.home=" + file, "-Duser.name=jo", "-Djava.io.tmpdir=" + temporary, SecondTry.class.getName());
        String sentence = ": ND4J's native libraries (437 MB) cannot be unpacked: " + file + "/.javacpp/cache (";
        List<String> arguments = new ArrayList<>(options);
        arguments.add(folder.toString());
        assertThat(java(Map.of(), arguments))
                .contains("first" + sentence, "second" + sentence, "-Dorg.bytedeco.javacpp.cachedir=DIR.")
                .contains("First cause: java.io.IOException: Could not create the cache");
    }

    @Test
    void theCommandLineNamesTheFolder() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Files.createFile(temporary.resolve(".javacpp-jo"));
        String printed = java(
                Map.of(),
                List.of(
                        "-Duser.home=" + file,
                        "-Duser.name=jo",
                        "-Djava.io.tmpdir=" + temporary,
                        Main.class.getName(),
                        "predict",
                        "--engine",
                        "nd4j",
                        "--model",
                        folder.toString(),
                        Path.of("docs", "readings.png").toString()));
        // Java 24 and newer warn of JNA, which loads a native library.
        assertThat(printed.lines().filter(line -> !line.isEmpty() && !line.startsWith("WARNING: ")))
                .singleElement(STRING)
                .startsWith("trocr4j: ND4J's native libraries (437 MB) cannot be unpacked: ");
    }

    @Test
    void aMissingTemporaryFolderIsNamed() throws Exception {
        Path missing = folder.resolve("file/tmp");
        Files.createFile(folder.resolve("file"));
        String sentence = ": The temporary folder " + missing + " does not exist: ";
        assertThat(java(Map.of(), List.of("-Djava.io.tmpdir=" + missing, SecondTry.class.getName(), folder.toString())))
                .contains("first" + sentence, "second" + sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4,3", "two"})
    void aNumberOfThreadsThatNd4jCannotReadIsNamed(String threads) throws Exception {
        assertThat(java(Map.of("OMP_NUM_THREADS", threads), List.of(SecondTry.class.getName(), folder.toString())))
                .contains("first: OMP_NUM_THREADS=" + threads + " is set: ", "second: OMP_NUM_THREADS=");
    }

    @Test
    void anEmptyNumberOfThreadsIsTheDefault() throws Exception {
        assertThat(run(Map.of("OMP_NUM_THREADS", ""), "-Dtrocr4j.threads=97"))
                .contains("threads 97", "OMP_NUM_THREADS=97 false");
    }

    /** ND4J loads while the command line is parsed, but must not if the command line configures it. */
    @ParameterizedTest
    @ValueSource(strings = {"--threads=97", "@arguments"})
    void theProgramWaitsForOptionsThatAffectItsStart(String option) throws Exception {
        Files.writeString(folder.resolve("arguments"), "--threads=97");
        String argument = option.replace("@", "@" + folder + "/");
        String printed = java(
                Map.of(),
                List.of(
                        Main.class.getName(),
                        "predict",
                        "--engine",
                        "nd4j",
                        "--model",
                        folder.toString(),
                        argument,
                        "nothing.png"));
        assertThat(printed).contains("nothing.png: does not exist").doesNotContain("this process computes with");
    }

    private String run(Map<String, String> variables, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of(FreshProcess.class.getName(), folder.toString()));
        return java(variables, arguments);
    }

    private static String java(Map<String, String> variables, List<String> arguments)
            throws IOException, InterruptedException {
        return JavaProcess.run(
                        environment -> {
                            environment
                                    .keySet()
                                    .removeIf(name -> name.contains("OMP_") || name.startsWith("OPENBLAS_"));
                            environment.putAll(variables);
                        },
                        System.getProperty("java.class.path"),
                        arguments)
                .printed();
    }
}
