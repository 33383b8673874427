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
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/trocr4j}, with a fake {@code java} that prints its arguments, one a line. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
    private static final String JAVA = """
            #!/usr/bin/env bash
            for word in "$@"; do
                case $word in
                    -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*)
                        echo half >"${word#*=}"
                        [ ! -e "${0%/*}/full" ] || exit 1
                        echo whole >"${word#*=}"
                        exit ;;
                esac
            done
            printf '%s\\n' "$@"
            """;

    private static final List<String> USERS_OPTIONS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

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
    void newJavasWarningsAboutUnsafeAreOff() throws Exception {
        assertThat(run("info")).contains("-Dsun.misc.unsafe.memory.access=allow");
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:+UseG1GC",
                "-Xmx2g -XX:-UseSerialGC",
                "-XX:+AggressiveHeap",
                "-XX:TieredStopAtLevel=4",
                "-Xint",
                "@options.txt",
                "-Xmx2g \"@my options.txt\"",
                "-XX:VMOptionsFile=options.txt",
            })
    void theUsersCollectorAndCompilerWin(String options) throws Exception {
        for (String variable : USERS_OPTIONS) {
            assertThat(run(Map.of(variable, options), "predict", "strip.png"))
                    .doesNotContain("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                    .endsWith("predict", "strip.png");
        }
    }

    @Test
    void otherOptionsOfTheUserKeepTheQuickStart() throws Exception {
        assertThat(run(Map.of("JAVA_TOOL_OPTIONS", "-Xmx4g -Dname=a@b"), "predict", "strip.png"))
                .contains("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:SharedArchiveFile=" + archive);
    }

    @Test
    void eachVersionOfJavaHasItsOwnArchive() throws Exception {
        write("jdk/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"21.0.7\"\n");
        Path own = root.resolve("target/trocr4j-21.0.7.jsa");
        assertThat(run("info")).contains("-XX:SharedArchiveFile=" + own).doesNotContain("-Xlog:aot=off");
        assertThat(own).hasContent("whole");
        assertThat(archive).doesNotExist();
    }

    @Test
    void fromJava25OnTheArchiveIsAnAotCache() throws Exception {
        write("jdk/release", "JAVA_VERSION=\"25\"\n");
        Path cache = root.resolve("target/trocr4j-25.aot");
        assertThat(run("info")).contains("-XX:AOTCache=" + cache, "-Xlog:aot=off");
        assertThat(cache).hasContent("whole");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xshare:off", "-XX:SharedArchiveFile=my.jsa", "-XX:AOTCache=my.aot", "@options.txt"})
    void theUsersArchiveWins(String options) throws Exception {
        for (String variable : USERS_OPTIONS) {
            assertThat(run(Map.of(variable, options), "info")).doesNotContain("-XX:SharedArchiveFile=" + archive);
        }
    }

    @Test
    void theArchiveIsCreatedWithoutTheUsersOptions() throws Exception {
        executable("jdk/bin/java", JAVA.replace("echo whole", "echo \"${JAVA_TOOL_OPTIONS-none}\""));
        run(Map.of("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y"), "info");
        assertThat(archive).hasContent("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LC_ALL", "LC_CTYPE", "LANG"})
    void aLocaleOfAsciiBecomesOneOfUnicode(String variable) throws Exception {
        executable("jdk/bin/java", JAVA + "echo \"locale ${LC_ALL-none}\"\n");
        assertThat(run(Map.of(variable, "C"), "info")).endsWith("locale C.UTF-8");
        assertThat(run(Map.of(variable, "xx_XX.UTF-8"), "info")).endsWith("locale C.UTF-8");
        assertThat(run(Map.of(), "info")).endsWith("locale C.UTF-8");
    }

    @Test
    void anotherLocaleStays() throws Exception {
        executable("jdk/bin/java", JAVA + "echo \"locale ${LC_ALL-none}\"\n");
        assertThat(run(Map.of("LANG", "C.UTF-8"), "info")).endsWith("locale none");
    }

    @Test
    void withoutJavaItPrintsWhatToSet() throws Exception {
        String missing = root.resolve("missing").toString();
        assertThat(run(Map.of("JAVA_HOME", missing), "info"))
                .containsExactly("trocr4j: there is no " + missing
                        + "/bin/java; set JAVA_HOME to the folder of a JDK, 17 or newer.");
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
        return run(Map.of("LC_ALL", "C.UTF-8"), words);
    }

    /** Runs the launcher without options for Java and without a locale, but with these variables. */
    private List<String> run(Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(root.resolve("bin/trocr4j").toString()));
        command.addAll(Arrays.asList(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(USERS_OPTIONS);
        builder.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
        builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
        builder.environment().putAll(environment);
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
