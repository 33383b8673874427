package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarkCommandTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void aModel() throws IOException {
        model = SmallModels.save(folder.resolve("model"));
    }

    @Test
    void eachRowIsALineAndTheFileHasEachTime() throws IOException {
        Path json = folder.resolve("figures.json");
        Ran ran = Ran.of(
                "benchmark",
                model,
                "--batches",
                "1,2",
                "--sizes",
                "16x80,24x80",
                "--warmup",
                0,
                "--repeat",
                3,
                "--json",
                json);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out().lines().filter(line -> line.matches("(encoder|read|training) .*")))
                .as("three kinds of work, two sizes, two batches")
                .hasSize(12);
        assertThat(ran.out()).startsWith("Model: " + model).contains("Peak memory of the process: ");
        JsonValue figures = JsonTree.read(Files.readAllBytes(json));
        assertThat(figures.get("rows")).hasSize(12);
        assertThat(figures.get("rows").get(0).get("milliseconds")).hasSize(3);
        assertThat(figures.get("machine").get("nd4j").isText()).isTrue();
    }

    @Test
    void aModelThatReadsTextIsNotTrained() throws IOException {
        SmallModels.text().save(folder.resolve("text"));
        Ran ran = Ran.of("benchmark", folder.resolve("text"), "--batches", 1, "--warmup", 1, "--repeat", 1);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("encoder ", "read ").doesNotContain("training ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--work sing       | --work: expected encoder, read, training, found sing",
                "--sizes large     | --sizes: \"large\" is not an image size",
                "--batches 0       | --batches: expected 1 to 1024, found 0",
                "--warmup -1       | --warmup: expected at least 0, found -1",
                "--repeat 0        | --repeat: expected at least 1, found 0",
                "--seconds -1      | --seconds: expected more than 0 and at most a day, found -1.0",
                "--threads 0       | --threads: expected 1 to 9999, found 0",
                "--preset large    | --preset: expected compact or trocr-small, found large"
            })
    void aWrongOptionIsNamed(String option, String sentence) {
        String[] words = option.split(" ", 2);
        Ran ran = Ran.of("benchmark", words[0], words[1]);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith(sentence);
    }

    @Test
    void aModelAndAPresetExcludeEachOther() {
        Ran ran = Ran.of("benchmark", model, "--preset", "compact");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).startsWith("--preset applies to fresh models only; " + model + " is one already");
    }

    @Test
    void aSizeThatThePatchesDoNotDivideIsOneSentence() {
        Ran ran = Ran.of("benchmark", model, "--sizes", "17x80", "--repeat", 1);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualToNormalizingNewlines(
                        "trocr4j: Image size 17x80 is not a multiple of the patch size 8: choose a"
                                + " height and a width that are.\n");
    }

    @Test
    void aMissingModelIsOneSentence() {
        Ran ran = Ran.of("benchmark", folder.resolve("none"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).singleElement().asString().contains("expected a folder");
    }

    @Test
    void growthWritesADrawingAndATable() throws IOException {
        Path drawing = folder.resolve("growth.svg");
        Ran ran = Ran.of(
                "benchmark",
                model,
                "--growth",
                drawing,
                "--work",
                "encoder",
                "--batches",
                2,
                "--sizes",
                "17x80",
                "--warmup",
                0,
                "--repeat",
                1);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err().lines()).contains("1 of 4: encoder, batch 2", "3 of 4: encoder, threads 1");
        assertThat(drawing).content().contains("<svg", "at 2</title>");
        assertThat(folder.resolve("growth.md"))
                .content()
                .contains("## threads", "encoder at 17x80: Image size 17x80 is not a multiple of the patch size 8");
    }

    @Test
    void growthRequiresAnSvgName() {
        assertThat(Ran.of("benchmark", model, "--growth", "growth.png").err())
                .startsWith("--growth: expected the name of an SVG file, found growth.png");
        assertThat(Ran.of("benchmark", model, "--growth", "growth.svg", "--json", "a.json")
                        .err())
                .startsWith("--growth cannot be combined with --json or --worker");
    }
}
