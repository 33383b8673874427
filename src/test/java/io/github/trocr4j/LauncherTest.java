package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/trocr4j}, with a fake {@code java} that prints its arguments, one a line. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
    private static final String JAVA = """
            #!/usr/bin/env bash
            for word in "$@"; do
                case $word in
                    -XX:ArchiveClassesAtExit=*)
                        echo half >"${word#*=}"
                        [ ! -e "${0%/*}/full" ] || exit 1
                        echo whole >"${word#*=}"
                        exit ;;
                esac
            done
            printf '%s\\n' "$@"
            """;

    @TempDir
    Path root;

    private Path jar;
    private Path archive;

    @BeforeEach
    void aCheckoutAfterMvnPackage() throws IOException {
        jar = write("target/trocr4j.jar", "");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        archive = root.resolve("target/trocr4j.jsa");
        write("docs/readings.png", "");
        executable("bin/trocr4j", Files.readString(Path.of("bin/trocr4j")));
        executable("jdk/bin/java", JAVA);
    }

    @Test
    void startsTheJarWithAnArchiveCreatedOnce() throws Exception {
        assertThat(run("info", "--json"))
                .contains("-XX:SharedArchiveFile=" + archive)
                .endsWith("-jar", jar.toString(), "info", "--json");
        assertThat(archive).hasContent("whole");
        Files.writeString(archive, "the first");
        run("info");
        assertThat(archive).hasContent("the first");
        assertThat(root.resolve("target")).isDirectoryNotContaining("glob:**.jsa.*");
    }

    @Test
    void aNewJarGetsANewArchive() throws Exception {
        write("target/trocr4j.jsa", "of the old jar");
        Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH.minusSeconds(1)));
        run("info");
        assertThat(archive).hasContent("whole");
    }

    @Test
    void startsWithoutAnArchiveIfItCannotBeCreated() throws Exception {
        write("jdk/bin/full", "");
        assertThat(run("info"))
                .doesNotContain("-XX:SharedArchiveFile=" + archive)
                .endsWith("info");
        assertThat(root.resolve("target")).isDirectoryNotContaining("glob:**.jsa*");
    }

    @Test
    void javasArchiveMessagesAreNotInTheOutput() throws Exception {
        assertThat(run("predict", "strip.png")).contains("-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }

    @Test
    void fewPicturesAreReadWithTheQuickCompiler() throws Exception {
        Files.createDirectories(root.resolve("photos"));
        String quick = "-XX:TieredStopAtLevel=1";
        assertThat(run("predict", "--model", root.resolve("photos").toString(), "strip.png"))
                .contains(quick);
        assertThat(run("predict", root.resolve("photos").toString())).doesNotContain(quick);
        assertThat(run("predict", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"))
                .doesNotContain(quick);
        assertThat(run("train")).doesNotContain(quick);
    }

    @Test
    void theProgramKnowsHowItWasStarted() throws Exception {
        assertThat(run("train")).contains("-Dtrocr4j.command=" + root.resolve("bin/trocr4j"));
    }

    @Test
    void argumentsAreUnchanged() throws Exception {
        assertThat(run("predict", "a b.png", "", "*")).endsWith("predict", "a b.png", "", "*");
    }

    @Test
    void usesTheFilesOfTheContainer() throws Exception {
        Path packed = write("trocr4j.jar", "");
        Files.createDirectory(root.resolve("natives"));
        executable("jre/bin/java", JAVA.replace("printf", "echo own; printf"));
        Files.delete(root.resolve("docs/readings.png"));
        assertThat(run("serve"))
                .contains("own", "-Djava.library.path=" + root.resolve("natives"))
                .endsWith("-jar", packed.toString(), "serve");
    }

    @Test
    void withoutAJarItPrintsHowToBuildIt() throws Exception {
        Files.delete(jar);
        assertThat(run("info")).containsExactly("trocr4j: there is no " + jar + "; mvn package -DskipTests makes it.");
    }

    private List<String> run(String... words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(root.resolve("bin/trocr4j").toString()));
        command.addAll(Arrays.asList(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed.lines().toList();
    }

    private Path write(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private void executable(String name, String content) throws IOException {
        Files.setPosixFilePermissions(write(name, content), PosixFilePermissions.fromString("rwx------"));
    }
}
