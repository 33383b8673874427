package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.IdxFiles;
import io.github.trocr4j.data.lines.DigitLines;
import io.github.trocr4j.spark.LocalSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs spark-train on a few digits, with a local master. */
class SparkTrainTest {
    @TempDir
    Path directory;

    private SparkSession session;

    @BeforeEach
    void start() {
        session = LocalSpark.inThisProcess(2);
    }

    @AfterEach
    void stop() {
        session.stop();
    }

    @Test
    void aRunWritesTheFilesOfTrainAndItsCosts() throws IOException {
        Ran ran = run("--workers", 2, "--name", "shared", "--batch-size", 8, "--steps", 5);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("5 steps of 16 strips");
        assertThat(ran.out()).startsWith(System.lineSeparator() + "Trained on 80 strips");
        Path run = directory.resolve("runs").resolve("shared");
        for (String part : List.of("best", "last", "checkpoints", "metrics.csv", "report.html", "workers.json")) {
            assertThat(run.resolve(part)).exists();
        }
        List<String> costs = Files.readAllLines(run.resolve("workers.csv"));
        assertThat(costs).hasSize(6);
        assertThat(costs.get(0)).startsWith("step,steps,workers,compute_s,broadcast_s,aggregation_s,bytes_down");
        assertThat(costs.get(5)).startsWith("5,1,2,");
    }

    @Test
    void trainResumesASharedRunAndViceVersa() throws IOException {
        assertThat(run("--workers", 2, "--name", "a", "--batch-size", 8, "--steps", 3)
                        .exitCode())
                .isZero();
        Path run = directory.resolve("runs").resolve("a");
        Ran here = Ran.of("train", "--resume", run);
        assertThat(here.exitCode()).as(here.err()).isZero();
        assertThat(here.err()).contains("Resuming after step 3 of 3");
        Ran there = spark("--resume", run);
        assertThat(there.exitCode()).as(there.err()).isZero();
        assertThat(there.err()).contains("Resuming after step 3 of 3").doesNotContain("the run had");
        Ran otherwise = spark("--resume", run, "--workers", 1);
        assertThat(otherwise.err())
                .contains("the run had 2 workers with an average every 1 steps and continues with 1 workers");
    }

    @Test
    void linesAreSharedWithTrainToo() throws IOException {
        Path lines = DigitLines.write(directory.resolve("lines"), 60);
        Path runs = directory.resolve("runs");
        List<Object> options = List.of(
                "--data",
                lines,
                "--from",
                SmallModels.save(directory.resolve("start")),
                "--alphabet",
                "0123456789",
                "--runs",
                runs,
                "--batch-size",
                8,
                "--steps",
                4,
                "--name");
        List<Object> shared = new ArrayList<>(options);
        shared.addAll(List.of("shared", "--workers", 2));
        Ran ran = spark(shared.toArray());
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("4 steps of 16 lines");
        assertThat(runs.resolve("shared/best/tokenizer.json")).isRegularFile();
        Ran here = Ran.of("train", "--resume", runs.resolve("shared"));
        assertThat(here.exitCode()).as(here.err()).isZero();
        assertThat(here.err()).contains("Resuming after step 4 of 4");
    }

    @Test
    void impossibleWorkersAreOneSentence() throws IOException {
        Ran none = run("--name", "none");
        assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err())
                .startsWith("--workers: expected how many workers share the steps of the new run, found none");
        Ran many = run("--workers", 3, "--name", "many");
        assertThat(many.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(many.err())
                .startsWith(
                        "--workers: expected at most 2, because local[2] runs no more tasks at a time, found 3");
        assertThat(run("--workers", 0, "--name", "zero").err())
                .startsWith("--workers: expected at least 1, found 0");
        assertThat(run("--average-every", 0).err()).startsWith("--average-every: expected at least 1, found 0");
        assertThat(directory.resolve("runs")).doesNotExist();
    }

    private Ran run(Object... options) throws IOException {
        Path data = Files.createDirectories(directory.resolve("idx"));
        IdxFiles.directory(data, 200, 50);
        List<Object> all = new ArrayList<>(List.of(
                "--data", data, "--from", SmallModels.save(directory.resolve("start")), "--runs", directory.resolve("runs")));
        all.addAll(Arrays.asList(options));
        return spark(all.toArray());
    }

    private static Ran spark(Object... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = SparkTrain.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Arrays.stream(options).map(Object::toString).toArray(String[]::new));
        return new Ran(exitCode, out.toString(), err.toString());
    }
}
