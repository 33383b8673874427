package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineInterfaceTest {
    @TempDir
    Path folder;

    @Test
    void helpListsTheVerbsAndTheExitCodes() {
        Ran ran = Ran.of("--help");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .contains(
                        "Usage: trocr4j",
                        "evaluate",
                        "predict",
                        "import",
                        "export",
                        "average",
                        "inspect",
                        "generate-lines",
                        "--debug",
                        "--version")
                .containsPattern("70 +A bug in trocr4j");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evaluate", "predict"})
    void eachVerbHasItsOwnHelp(String verb) {
        Ran ran = Ran.of(verb, "--help");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).startsWith("Usage: trocr4j " + verb).contains("--debug", "--json");
    }

    @Test
    void predictsHelpSaysWhatItReadsAndPrints() {
        assertThat(Ran.of("predict", "--help").out().replaceAll("\\s+", " "))
                .contains(
                        "Reads handwritten numbers of 1 to 12 digits in pictures of any kind",
                        "the box around it (left, top, width, height, in pixels)",
                        "--digits, --length=N|A-B");
    }

    @Test
    void classesOutsideAJarAreADevelopmentVersion() {
        assertThat(Ran.of("--version").out()).isEqualToNormalizingNewlines("trocr4j development\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "--unknown", "export", "predict", "evaluate --limit x model"})
    void aWrongCommandLineIsExplainedOnStderr(String line) {
        Ran ran = Ran.of((Object[]) line.split(" "));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).isNotBlank().doesNotContain("at io.github");
    }

    @Test
    void aFileWhoseNameBeginsWithAtIsNoFileOfArguments() throws IOException {
        Path arguments = Files.writeString(folder.resolve("arguments"), "--help");
        Ran ran = Ran.of("inspect", "@" + arguments);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).startsWith("trocr4j: @" + arguments + ": does not exist");
    }

    @Test
    void lettersAfterAShortOptionMakeAnotherOption() {
        assertThat(Ran.of("predict", "-h.png", "strip.png").err()).contains("Unknown option: '-h.png'");
    }

    @Test
    void aMissingModelIsOneSentence() {
        Path missing = folder.resolve("missing");
        Ran ran = Ran.of("evaluate", missing, "--data", "generated");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .isEqualToNormalizingNewlines(
                        "trocr4j: " + missing + ": expected a folder, but it is not one or does not exist.\n");
    }

    @Test
    void debugShowsTheStackTraceToo() {
        Ran ran = Ran.of("evaluate", folder.resolve("missing"), "--debug");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).startsWith("trocr4j: ").contains("at io.github.trocr4j.run.ModelFolders");
        assertThat(Ran.of("--debug", "evaluate", folder.resolve("missing")).err())
                .contains("at io.github");
    }
}
