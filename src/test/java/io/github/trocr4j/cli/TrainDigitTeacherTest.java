package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import io.github.trocr4j.checkpoint.FloatTensor;
import io.github.trocr4j.data.IdxFiles;
import io.github.trocr4j.data.Sha256;
import io.github.trocr4j.data.lines.DigitLines;
import io.github.trocr4j.teacher.TeacherArchitecture;
import io.github.trocr4j.teacher.TeacherWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --teacher} with a convolutional teacher of single digits. */
@Tag("slow")
class TrainDigitTeacherTest {
    @TempDir
    Path directory;

    private Path teacher;
    private Path model;

    @BeforeEach
    void aTeacherAndAModel() throws IOException {
        model = SmallModels.save(directory.resolve("model"));
        teacher = directory.resolve("run/best");
        TeacherArchitecture architecture =
                new TeacherArchitecture(TeacherArchitecture.blocks("4x3s2,4x3s2"), true, 0, 0);
        SplittableRandom random = new SplittableRandom(1);
        Map<String, FloatTensor> parameters = new LinkedHashMap<>();
        TeacherWeights.shapes(architecture).forEach((name, shape) -> {
            float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(0.1, 0.9);
            }
            parameters.put(name, new FloatTensor(shape, values));
        });
        new TeacherWeights(architecture, parameters).save(teacher);
    }

    @Test
    void stripsHaveTeachersOfDigits() throws IOException {
        Path data = Files.createDirectories(directory.resolve("idx"));
        IdxFiles.directory(data, 200, 50);
        Path runs = directory.resolve("runs");
        Ran ran = Ran.of(
                "train",
                "--data",
                data,
                "--runs",
                runs,
                "--name",
                "a",
                "--batch-size",
                8,
                "--steps",
                3,
                "--from",
                model,
                "--teacher",
                directory.resolve("run"),
                model);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(Files.readString(runs.resolve("a/config.json")))
                .contains(Sha256.of(teacher.resolve("teacher.safetensors")));
        Ran again = Ran.of("train", "--data", data, "--resume", runs.resolve("a"));
        assertThat(again.exitCode()).as(again.err()).isZero();
    }

    @Test
    void aDryRunNamesTheTeachers() throws IOException {
        Path data = Files.createDirectories(directory.resolve("idx"));
        IdxFiles.directory(data, 200, 50);
        Ran ran = Ran.of(
                "train",
                "--data",
                data,
                "--batch-size",
                8,
                "--from",
                model,
                "--teacher",
                teacher,
                model,
                "--teacher-share",
                0.25,
                "--dry-run");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out().lines()).contains("teachers       " + teacher + ", " + model + "; 25 % of the target");
    }

    @Test
    void augmentedEpochsAreForStripsOnly() throws IOException {
        Path lines = DigitLines.write(directory.resolve("lines"), 40);
        Ran ran =
                Ran.of("train", "--data", lines, "--alphabet", "0123456789", "--from", model, "--augmented-epochs", 2);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--augmented-epochs: expected strips of digits, found lines; leave it out");
    }

    @Test
    void linesHaveNoTeachersOfDigits() throws IOException {
        Path lines = DigitLines.write(directory.resolve("lines"), 40);
        Ran ran = Ran.of(
                "train",
                "--data",
                lines,
                "--runs",
                directory.resolve("runs"),
                "--alphabet",
                "0123456789",
                "--steps",
                1,
                "--from",
                model,
                "--teacher",
                teacher);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("Teacher " + teacher + ": reads single digits, which only strips are made of");
        assertThat(directory.resolve("runs")).doesNotExist();
    }
}
