package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;

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

    /** ND4J loads while the command line is parsed, but must not if the command line configures it. */
    @ParameterizedTest
    @ValueSource(strings = {"--threads=97", "@arguments"})
    void theProgramWaitsForOptionsThatAffectItsStart(String option) throws Exception {
        Files.writeString(folder.resolve("arguments"), "--threads=97");
        String argument = option.replace("@", "@" + folder + "/");
        String printed = java(
                Map.of(),
                List.of(Main.class.getName(), "predict", "--model", folder.toString(), argument, "nothing.png"));
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
