package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.report.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    Path directory;

    @Test
    void rewritesThePageOfARunAndPrintsItsPath() throws IOException {
        Path run = RunFiles.ended(directory.resolve("first"), 64);

        Ran ran = Ran.of("report", run);

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).isEqualTo(run.resolve("report.html") + System.lineSeparator());
        assertThat(run.resolve("report.html")).content().contains("<h1>first</h1>");
    }

    @Test
    void writesToTheGivenFile() throws IOException {
        Path run = RunFiles.ended(directory.resolve("first"), 64);
        Path page = directory.resolve("pages/one.html");

        assertThat(Ran.of("report", run, "--output", page).exitCode()).isZero();

        assertThat(page).content().contains("<h1>first</h1>");
        assertThat(run.resolve("report.html")).doesNotExist();
    }

    @Test
    void comparesRunsEvenOfTheSameName() throws IOException {
        Path one = RunFiles.ended(directory.resolve("a/first"), 64);
        Path two = RunFiles.begun(directory.resolve("b/first"), 32).root();
        Path page = directory.resolve("both.html");

        Ran ran = Ran.of("report", one, two, "--output", page);

        assertThat(ran.out()).isEqualTo(page + System.lineSeparator());
        assertThat(page).content().contains("2 runs compared", one.toString(), two.toString());
    }

    @Test
    void aFolderThatIsNotARunIsOneSentence() {
        Ran ran = Ran.of("report", directory);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("expected the folder of a run").hasLineCount(1);

        assertThat(Ran.of("report", directory.resolve("none")).err())
                .contains("none: expected a folder")
                .hasLineCount(1);
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        Path run = RunFiles.ended(directory.resolve("first"), 64);
        Files.writeString(run.resolve("evaluation.json"), "{\"strips\": 20");

        Ran ran = Ran.of("report", run);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("evaluation.json: no valid JSON").hasLineCount(1);
    }

    @Test
    void aFolderAsOutputIsAnError() throws IOException {
        Path run = RunFiles.ended(directory.resolve("first"), 64);

        assertThat(Ran.of("report", run, "--output", directory).err()).contains("expected the name of an HTML file");
    }
}
