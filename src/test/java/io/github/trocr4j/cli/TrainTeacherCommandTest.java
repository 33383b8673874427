package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.data.IdxFiles;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.teacher.ConvolutionalTeacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainTeacherCommandTest {
    @TempDir
    Path folder;

    private Path data;
    private Path runs;

    @BeforeEach
    void aFewDigits() throws IOException {
        data = Files.createDirectories(folder.resolve("idx"));
        IdxFiles.directory(data, 200, 50);
        runs = folder.resolve("runs");
    }

    private Ran train(Object... more) {
        Object[] arguments = new Object[more.length + 13];
        System.arraycopy(
                new Object[] {
                    "train-teacher",
                    "--data",
                    data,
                    "--runs",
                    runs,
                    "--name",
                    "t",
                    "--blocks",
                    "4x5s2,6x3s2",
                    "--epochs",
                    2,
                    "--batch-size",
                    16
                },
                0,
                arguments,
                0,
                13);
        System.arraycopy(more, 0, arguments, 13, more.length);
        return Ran.of(arguments);
    }

    @Test
    void aRunWritesTheBestTeacherAndItsFigures() throws IOException {
        Ran ran = train();

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("4x5s2,6x3s2").contains("epoch 2 of 2: loss");
        assertThat(ran.out())
                .contains("Held out: ")
                .contains(" of 50 (")
                .contains(" of 10 (")
                .contains("strips of five");
        Path run = runs.resolve("t");
        JsonValue figures = JsonTree.read(Files.readAllBytes(run.resolve("evaluation.json")));
        assertThat(figures.path("test").path("digits").intValue()).isEqualTo(50);
        assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(3);
        assertThat(JsonTree.read(Files.readAllBytes(run.resolve("provenance.json")))
                        .path("command")
                        .textValue())
                .startsWith("trocr4j train-teacher --data ");
        try (ConvolutionalTeacher teacher = ConvolutionalTeacher.load(run.resolve("best"))) {
            assertThat(teacher.architecture().text()).isEqualTo("4x5s2,6x3s2");
        }
    }

    @Test
    void aFinishedRunIsOnlyEvaluatedAgain() throws IOException {
        Ran first = train();

        Ran again = Ran.of("train-teacher", "--resume", runs.resolve("t"));

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).isEqualTo(first.out());
        assertThat(Files.readAllLines(runs.resolve("t/metrics.csv"))).hasSize(3);
    }

    @Test
    void aRunIsNotOverwrittenAndKeepsItsRecipe() {
        train();

        assertThat(train().exitCode()).isEqualTo(1);
        Ran changed = Ran.of("train-teacher", "--resume", runs.resolve("t"), "--seed", 2);
        assertThat(changed.exitCode()).isEqualTo(2);
        assertThat(changed.err()).contains("leave out --seed");
    }

    @Test
    void otherDigitsAreRefused() throws IOException {
        train();
        Path other = Files.createDirectories(folder.resolve("other"));
        IdxFiles.directory(other, 210, 50);

        Ran ran = Ran.of("train-teacher", "--resume", runs.resolve("t"), "--data", other);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).hasLineCount(1).contains("expected the training digits of the run");
    }

    @Test
    void aFolderThatIsNoRunIsRefused() {
        Ran ran = Ran.of("train-teacher", "--resume", folder);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).hasLineCount(1).contains("provenance.json: there is no such file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--blocks|24x4|kernel: expected an odd number",
                "--blocks|wide|blocks: expected CHANNELSxKERNEL",
                "--dropout|1|dropout: expected 0 to below 1, found 1.0",
                "--epochs|0|epochs: expected at least 1",
                "--batch|1|batch: expected at least 2 digits",
                "--learning-rate|0|learning rate: expected more than 0",
                "--augmentation|wild|augmentation: expected one of none, original, affine, strong, centred, heavy, heavier, found wild"
            })
    void wrongValuesAreErrorsOfTheCommandLine(String option, String value, String message) {
        Ran ran = Ran.of("train-teacher", "--data", data, "--runs", runs, option, value);

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains(message);
        assertThat(runs).doesNotExist();
    }

    @Test
    void aBatchLargerThanTheDataIsRefused() {
        Ran ran = Ran.of("train-teacher", "--data", data, "--runs", runs, "--batch-size", 128);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).hasLineCount(1).contains("expected at most half of the 200 training digits, found 128");
        assertThat(runs).doesNotExist();
    }
}
