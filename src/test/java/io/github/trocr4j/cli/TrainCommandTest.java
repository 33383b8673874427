package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on a handful of digits. */
class TrainCommandTest {
    @TempDir
    Path directory;

    @Test
    void aRunLeavesItsModelFiguresAndPicturesAndNamesTheCommandThatReads() throws IOException {
        Path data = Files.createDirectories(directory.resolve("idx"));
        IdxFiles.directory(data, 200, 50);
        Path start = SmallModels.save(directory.resolve("start"));
        Path runs = directory.resolve("runs");
        Ran ran = Ran.of(
                "train",
                "--data",
                data,
                "--from",
                start,
                "--runs",
                runs,
                "--name",
                "first",
                "--epochs",
                3,
                "--batch-size",
                8);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        Path run = runs.resolve("first");
        for (String part : new String[] {
            "config.json",
            "provenance.json",
            "metrics.csv",
            "learning-curve.svg",
            "readings.png",
            "report.html",
            "report-data.json",
            "strip.png",
            "evaluation.json",
            "best/model.safetensors",
            "last/config.json"
        }) {
            assertThat(run.resolve(part)).isRegularFile();
        }
        assertThat(ran.out())
                .contains("strips that it has not seen")
                .contains("exact strips")
                .contains("predict --model");
        assertThat(ran.err()).contains("Training").contains("after 3.0 epochs");
        JsonNode figures =
                new ObjectMapper().readTree(run.resolve("evaluation.json").toFile());
        assertThat(figures.get("strips").asInt()).isEqualTo(10);
        JsonNode provenance =
                new ObjectMapper().readTree(run.resolve("provenance.json").toFile());
        assertThat(provenance.get("sha256").size()).isEqualTo(4);

        Ran read = Ran.of("predict", "--model", run.resolve("best"), run.resolve("strip.png"));
        assertThat(read.exitCode()).as(read.err()).isZero();
        assertThat(read.out()).containsPattern("strip\\.png\t[0-9]{5}\t");
    }

    @Test
    void aModelThatReadInTurnCanLearnToReadInParallel() throws IOException {
        Path data = Files.createDirectories(directory.resolve("idx"));
        IdxFiles.directory(data, 200, 50);
        Path start = SmallModels.save(directory.resolve("start"));
        Path runs = directory.resolve("runs");
        Object[] first = {"train", "--data", data, "--from", start, "--runs", runs, "--name", "first", "--epochs", 1};
        Ran ran = Ran.of(Stream.concat(Stream.of(first), Stream.of("--decoding", "parallel"))
                .toArray());
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        Path best = runs.resolve("first/best");
        assertThat(best.resolve("config.json")).content().contains("\"decoding\" : \"parallel\"");
        Ran again = Ran.of("train", "--data", data, "--from", best, "--runs", runs, "--name", "second", "--epochs", 1);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(runs.resolve("second/best/config.json")).content().contains("parallel");
        Ran read = Ran.of("predict", "--model", best, runs.resolve("first/strip.png"));
        assertThat(read.out()).containsPattern("strip\\.png\t[0-9]{5}\t");
    }

    @Test
    void aDataSetThatFillsNoStripIsRefused() throws IOException {
        Path data = Files.createDirectories(directory.resolve("few"));
        IdxFiles.directory(data, 4, 50);
        Ran ran = Ran.of("train", "--data", data, "--runs", directory.resolve("runs"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("training set").contains("has 4 digits; a strip needs 5");
        assertThat(directory.resolve("runs")).doesNotExist();
    }

    @Test
    void aRunNeverTakesTheFolderOfAnother() throws IOException {
        Path runs = Files.createDirectories(directory.resolve("runs/taken"));
        Ran ran = Ran.of("train", "--data", "generated", "--runs", runs.getParent(), "--name", "taken");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("taken").doesNotContain("at io.github");
    }

    @Test
    void wrongOptionsAreNamedBeforeAnythingIsWritten() {
        Path runs = directory.resolve("runs");
        assertThat(Ran.of("train", "--preset", "huge", "--runs", runs).err())
                .contains("--preset: expected quick, thorough, trocr-small, found huge");
        assertThat(Ran.of("train", "--augmentation", "wild", "--data", "generated", "--runs", runs)
                        .err())
                .contains("--augmentation: expected");
        assertThat(Ran.of("train", "--learning-rate", "-1", "--data", "generated", "--runs", runs)
                        .exitCode())
                .isEqualTo(2);
        assertThat(Ran.of("train", "--decoding", "Parallel", "--data", "generated", "--runs", runs)
                        .err())
                .contains("--decoding: expected autoregressive or parallel, found Parallel");
        assertThat(Ran.of("train", "--image-size", "33x160", "--data", "generated", "--runs", runs)
                        .err())
                .contains("33x160 is not a multiple of the patch size 16");
        assertThat(runs).doesNotExist();
    }

    @Test
    void aDataDirectoryThatIsNotThereIsAnError() {
        Ran ran = Ran.of("train", "--data", directory.resolve("nowhere"), "--runs", directory.resolve("runs"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("nowhere").doesNotContain("at io.github");
    }
}
