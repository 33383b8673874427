package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.IdxFiles;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.natives.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    @TempDir
    Path folder;

    private Path run;
    private Path data;

    @BeforeEach
    void aRunAndThirtyFiveTestDigits() throws IOException {
        run = folder.resolve("runs").resolve("a");
        SmallModels.save(run.resolve("best"));
        data = folder.resolve("data");
        IdxFiles.directory(data, 10, 38);
    }

    @Test
    void jsonIsOneObjectAndNothingElse() throws IOException {
        Ran ran = Ran.of("evaluate", run, "--data", data, "--json");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        JsonValue json = JsonTree.read(ran.out());
        assertThat(json.get("strips").intValue()).as("38 digits make 7 strips").isEqualTo(7);
        assertThat(json.get("exact_strips").doubleValue()).isBetween(0.0, 1.0);
        assertThat(json.get("digit_accuracy").doubleValue()).isBetween(0.0, 1.0);
        assertThat(json.get("digits").textValue()).startsWith("digits that are not the published MNIST");
        assertThat(json.get("model").textValue()).isEqualTo(run.resolve("best").toString());
        assertThat(json.get("seconds").isNumber()).isTrue();
        assertThat(json.get("computed_on").textValue())
                .startsWith(Backend.here().word());
    }

    @Test
    void theTableNamesTheDigitsAndTheModel() {
        Ran ran = Ran.of("evaluate", run.resolve("best"), "--data", data);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .startsWith("7 strips of digits that are not the published MNIST (directory " + data + "), read with "
                        + run.resolve("best") + " in ")
                .contains("exact strips", "Confusion", "Reliability");
    }

    @Test
    void theSameModelGivesTheSameTable() {
        String first = Ran.of("evaluate", run, "--data", data).out();
        String second = Ran.of("evaluate", run, "--data", data).out();
        assertThat(first.lines().skip(1)).isEqualTo(second.lines().skip(1).toList());
    }

    @Test
    void limitReadsTheFirstStripsOnly() {
        assertThat(Ran.of("evaluate", run, "--data", data, "--limit", 3).out()).startsWith("3 strips of ");
        assertThat(Ran.of("evaluate", run, "--data", data, "--limit", 300).out())
                .startsWith("7 strips of ");
        Ran none = Ran.of("evaluate", run, "--data", data, "--limit", 0);
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("--limit: expected at least 1, found 0");
    }

    @Test
    void generatedDigitsAreNamedAsSuch() {
        Ran ran = Ran.of("evaluate", run, "--data", "generated", "--limit", 2);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).startsWith("2 strips of generated digits, seed 1, read with ");
    }

    @Test
    void theWorstErrorsAreWrittenAsAPicture() throws IOException {
        Path errors = folder.resolve("new").resolve("errors.png");
        Ran ran = Ran.of("evaluate", run, "--data", data, "--errors", errors);
        assertThat(ran.exitCode()).isZero();
        assertThat(Files.readAllBytes(errors)).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void anUnwritablePictureIsAnErrorBeforeReading() {
        Ran ran = Ran.of("evaluate", run, "--data", data, "--errors", folder);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(folder + ": expected the name of a PNG file, found a folder.");
    }

    @Test
    void missingDataIsOneSentence() {
        Ran ran = Ran.of("evaluate", run, "--data", folder.resolve("none"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).singleElement().asString().startsWith("trocr4j: There is no directory ");
    }

    @Test
    void tooFewDigitsForAStripIsOneSentence() throws IOException {
        IdxFiles.directory(data, 10, 4);
        Ran ran = Ran.of("evaluate", run, "--data", data);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).singleElement().asString().endsWith("has 4 digits; a strip needs 5.");
    }
}
