package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.IdxFiles;
import io.github.trocr4j.data.Sha256;
import io.github.trocr4j.data.lines.DigitLines;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --teacher}. */
@Tag("slow")
class TrainTeacherTest {
    @TempDir
    Path directory;

    private Path data;
    private Path runs;
    private Path model;

    @BeforeEach
    void digitsAndAModel() throws IOException {
        data = Files.createDirectories(directory.resolve("idx"));
        IdxFiles.directory(data, 200, 50);
        runs = directory.resolve("runs");
        model = SmallModels.save(directory.resolve("model"));
    }

    private Ran train(Object... options) {
        List<Object> all = new ArrayList<>(List.of("train", "--data", data, "--runs", runs, "--batch-size", 8));
        all.addAll(Arrays.asList(options));
        return Ran.of(all.toArray());
    }

    @Test
    void theRecipeNamesTheTeachersByTheirWeights() throws IOException {
        Path other = directory.resolve("other");
        SmallModels.model(SmallModels.digits().config()).save(other);
        Ran ran = train(
                "--from", model, "--steps", 2, "--name", "taught", "--teacher", model, other, "--teacher-share", 0.4);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        JsonValue recipe = JsonTree.read(Files.readAllBytes(runs.resolve("taught/config.json")));
        JsonValue distillation = recipe.get("distillation");
        assertThat(distillation.get("share").doubleValue()).isEqualTo(0.4);
        assertThat(distillation.get("teachers").get(0).get("model").asText()).isEqualTo(model.toString());
        assertThat(distillation.get("teachers").get(1).get("sha256").asText())
                .isEqualTo(Sha256.of(other.resolve("model.safetensors")));
        assertThat(recipe.get("training").get("label_smoothing").doubleValue()).isZero();

        Ran smoothed = train("--teacher", model, "--label-smoothing", 0.1, "--show-preset");
        assertThat(smoothed.out()).contains("\"label_smoothing\" : 0.1").contains("\"share\" : 0.7");
    }

    @Test
    void aRunResumesWithItsTeachersOnly() throws IOException {
        String[] options = {"--steps", "4", "--save-steps", "1", "--teacher", model.toString()};
        Ran ran = train(
                "--from", model, "--name", "whole", options[0], options[1], options[2], options[3], options[4], model);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        Path run = runs.resolve("whole");
        byte[] whole = Files.readAllBytes(run.resolve("last/model.safetensors"));
        // as if the run had been stopped before its last step
        Path last = run.resolve("checkpoints/step-0000000004");
        assertThat(last).isDirectory();
        try (var files = Files.list(last)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(last);
        Path moved = directory.resolve("moved");
        Files.move(model, moved);

        assertThat(Ran.of("train", "--resume", run, "--data", data).err())
                .contains("Teacher " + model + ": expected the folder of a model, found nothing; specify the teachers"
                        + " of the run with --teacher.");
        Path numbers = directory.resolve("numbers");
        SmallModels.numbers().save(numbers);
        assertThat(Ran.of("train", "--resume", run, "--data", data, "--teacher", numbers)
                        .err())
                .contains("Teacher " + numbers + ": the recipe has the one of SHA-256 ");
        assertThat(Ran.of("train", "--resume", run, "--data", data, "--teacher-share", 0.2)
                        .err())
                .contains("--teacher-share: the run has 0.7, found 0.2");

        Ran resumed = Ran.of("train", "--resume", run, "--data", data, "--teacher", moved);
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("Resuming after step 3 of 4");
        assertThat(Files.readAllBytes(run.resolve("last/model.safetensors"))).isEqualTo(whole);
    }

    @Test
    void aRecipeWithATeacherTrainsWhereTheTeacherIs() throws IOException {
        Path recipe = directory.resolve("mine.json");
        Files.writeString(recipe, train("--teacher", model, "--show-preset").out());
        assertThat(train("--preset", recipe, "--from", model, "--steps", 1).exitCode())
                .isZero();
        Path moved = directory.resolve("moved");
        Files.move(model, moved);
        assertThat(train("--preset", recipe, "--from", moved, "--steps", 1).err())
                .contains("Teacher " + model + ": expected the folder of a model, found nothing");
        assertThat(train("--preset", recipe, "--from", moved, "--steps", 1, "--teacher", moved)
                        .exitCode())
                .isZero();
    }

    @Test
    void aTeacherThatCannotTeachIsRefusedBeforeAnythingIsWritten() throws IOException {
        Path numbers = directory.resolve("numbers");
        SmallModels.numbers().save(numbers);
        Path text = SmallModels.saveText(Files.createDirectories(directory.resolve("text")));
        Path empty = Files.createDirectories(directory.resolve("empty"));
        Path damaged = SmallModels.save(directory.resolve("damaged"));
        byte[] weights = Files.readAllBytes(damaged.resolve("model.safetensors"));
        Files.write(damaged.resolve("model.safetensors"), Arrays.copyOf(weights, weights.length / 2));
        assertRefused(
                numbers,
                "expected the outputs of the model that it teaches, 10 digits, found the characters \"0123456789\".");
        assertRefused(text, "expected the outputs of the model that it teaches, 10 digits, found 1,500 tokens.");
        assertRefused(empty, "expected a model (config.json, model.safetensors)");
        assertRefused(directory.resolve("nowhere"), "expected the folder of a model, found nothing");
        assertRefused(model.resolve("config.json"), "expected the folder of a model, found something else");
        assertRefused(damaged, "model.safetensors");
        assertThat(runs).doesNotExist();
    }

    private void assertRefused(Path teacher, String sentence) {
        Ran ran = train("--from", model, "--steps", 1, "--teacher", teacher);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).contains(teacher.toString()).contains(sentence);
    }

    @Test
    void rowsOfNumbersHaveTeachers() throws IOException {
        IdxFiles.directory(data, 2000, 300);
        Path few = directory.resolve("few.json");
        Files.writeString(
                few,
                Ran.of("train", "--preset", "numbers", "--show-preset")
                        .out()
                        .replaceAll("\"(rows_per_epoch|validation_rows|test_rows)\" : \\d+", "\"$1\" : 20"));
        Ran first = train("--preset", few, "--from", model, "--steps", 1, "--name", "rows", "--validation", 300);
        assertThat(first.exitCode()).as(first.err()).isZero();
        Path teacher = runs.resolve("rows");
        Ran taught = train("--preset", few, "--from", model, "--steps", 1, "--validation", 300, "--teacher", teacher);
        assertThat(taught.exitCode()).as(taught.err()).isZero();
        assertThat(train("--preset", few, "--from", model, "--steps", 1, "--teacher", model)
                        .err())
                .contains("the characters \"0123456789\", found 10 digits.");
    }

    @Test
    void linesHaveTeachersWithTheSameAlphabet() throws IOException {
        data = DigitLines.write(directory.resolve("lines"), 40);
        Ran first = train("--alphabet", "0123456789", "--from", model, "--steps", 1, "--name", "lines");
        assertThat(first.exitCode()).as(first.err()).isZero();
        Path teacher = runs.resolve("lines");
        Ran taught = train("--alphabet", "0123456789", "--from", model, "--steps", 2, "--teacher", teacher);
        assertThat(taught.exitCode()).as(taught.err()).isZero();
        assertThat(train("--alphabet", "0123456789-", "--from", model, "--steps", 2, "--teacher", teacher)
                        .err())
                .contains("the characters \"0123456789-\", found the characters \"0123456789\".");
        Ran frozen = train(
                "--alphabet",
                "0123456789",
                "--from",
                teacher,
                "--steps",
                9,
                "--teacher",
                teacher,
                "--augmentation",
                "none",
                "--freeze",
                "encoder");
        assertThat(frozen.exitCode()).as(frozen.err()).isZero();
    }

    @Test
    void textHasTeachersWithTheSameTokenizer() throws IOException {
        Path text = SmallModels.saveText(Files.createDirectories(directory.resolve("text")));
        data = DigitLines.write(directory.resolve("lines"), 40);
        Ran taught = train("--head", "original", "--from", text, "--steps", 2, "--teacher", text);
        assertThat(taught.exitCode()).as(taught.err()).isZero();
        assertThat(train("--head", "original", "--from", text, "--steps", 2, "--teacher", model)
                        .err())
                .contains("1,500 tokens, found 10 digits.");
    }

    @Test
    void aShareWithoutATeacherIsAMistakeOfUse() {
        Ran ran = train("--teacher-share", 0.5);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--teacher-share and --teacher-temperature: add --teacher with a model");
        assertThat(train("--teacher", model, "--teacher-share", 1.5).err())
                .contains("--teacher-share: expected more than 0 and at most 1, found 1.5");
    }
}
