package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stresses the library as a long-running service would, in a separate process, so that a crash of native code ends only
 * that one. {@code -Dtrocr4j.rounds=1000} sets the number of rounds.
 */
@EnabledOnOs(OS.LINUX)
@Tag("slow")
class EmbeddingTest {
    private static final int ROUNDS = Integer.getInteger("trocr4j.rounds", 30);
    private static final Pattern HELD =
            Pattern.compile("(\\d+) lives: MB (\\d+), threads (\\d+), descriptors (\\d+); ");
    /** Growth of the heap, compilers and allocators after the first third of the rounds. */
    private static final int ROOM_MB = 100;

    /** Java collects a larger heap late, which would look like a leak. */
    private static final String SMALL_HEAP = "-Xmx96m";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"JAVA", "ND4J"})
    void thirtyTwoThreadsGetTheReadingsOfOne(ReaderOptions.Engine engine) throws Exception {
        assertThat(run("threads", Path.of("weights", "compact").toString(), engine, ROUNDS))
                .contains("different 0, other texts together 0");
    }

    @ParameterizedTest
    @EnumSource(names = {"JAVA", "ND4J"})
    void aReaderClosedDuringReadsReadsCorrectlyOrThrows(ReaderOptions.Engine engine) throws Exception {
        String model = SmallModels.save(folder).toString();
        assertThat(run("races", model, engine, ROUNDS)).contains("rounds " + ROUNDS + ", wrong 0,");
    }

    @ParameterizedTest
    @EnumSource(names = {"JAVA", "ND4J"})
    void openingAndClosingLeaksNothing(ReaderOptions.Engine engine) throws Exception {
        String model = SmallModels.save(folder).toString();
        String printed = java(
                environment -> environment.put("JAVA_TOOL_OPTIONS", SMALL_HEAP),
                System.getProperty("java.class.path"),
                Embedder.class.getName(),
                "lives",
                model,
                engine.name(),
                Integer.toString(14 * ROUNDS));
        Matcher held = HELD.matcher(printed);
        assertThat(held.find()).as(printed).isTrue();
        int early = Integer.parseInt(held.group(2));
        int threads = Integer.parseInt(held.group(3));
        int descriptors = Integer.parseInt(held.group(4));
        assertThat(held.find()).as(printed).isTrue();
        assertThat(Integer.parseInt(held.group(2))).as(printed).isLessThan(early + ROOM_MB);
        assertThat(Integer.parseInt(held.group(3))).as(printed).isLessThanOrEqualTo(threads);
        assertThat(Integer.parseInt(held.group(4))).as(printed).isLessThanOrEqualTo(descriptors);
    }

    @Test
    void copiesInSeveralClassLoadersReadWhoeverLoadsFirst() throws Exception {
        String model = SmallModels.save(folder).toString();
        Path classes = Path.of(
                PlugIn.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        // before the others here, and the only entry of the host's class path
        String library = System.getProperty("java.class.path").replace(classes.toString(), "");
        String printed = java(environment -> {}, classes.toString(), PlugIn.class.getName(), library, model);
        String line = ": [Line[reading=Reading[text=";
        assertThat(printed)
                .contains("thread of the host" + line, "common pool" + line, "loader of the host untouched")
                .contains("no context class loader" + line, "another application" + line, "once more" + line);
    }

    private static String run(String what, String model, ReaderOptions.Engine engine, int count)
            throws IOException, InterruptedException {
        return java(
                environment -> {},
                System.getProperty("java.class.path"),
                Embedder.class.getName(),
                what,
                model,
                engine.name(),
                Integer.toString(count));
    }

    private static String java(Consumer<Map<String, String>> environment, String classPath, String... arguments)
            throws IOException, InterruptedException {
        JavaProcess ran = JavaProcess.run(environment, classPath, List.of(arguments));
        assertThat(ran.exitCode()).as(ran.printed()).isZero();
        return ran.printed();
    }
}
