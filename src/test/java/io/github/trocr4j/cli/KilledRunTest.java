package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.IdxFiles;
import io.github.trocr4j.data.lines.DigitLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A training process that is killed repeatedly (SIGKILL), at random moments and while it writes checkpoints, and
 * resumes each time. {@code -Dtrocr4j.kills=50} sets the number of kills.
 */
@Tag("slow")
class KilledRunTest {
    private static final int KILLS = Integer.getInteger("trocr4j.kills", 10);
    private static final int STEPS_TO_A_KILL = 12;
    private static final int SAVE_STEPS = 3;
    private static final int STEPS = KILLS * (STEPS_TO_A_KILL + SAVE_STEPS) + 10;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"digits", "lines", "text"})
    void aKilledRunEndsWithTheSameBits(String kind) throws Exception {
        boolean lines = !kind.equals("digits");
        Path data = directory.resolve("data");
        if (lines) {
            DigitLines.write(data, 60);
        } else {
            IdxFiles.directory(Files.createDirectories(data), 400, 50);
        }
        Path start = kind.equals("text")
                ? SmallModels.saveText(directory.resolve("start"))
                : SmallModels.save(directory.resolve("start"));
        List<String> begin = List.of(
                "train",
                "--data",
                data.toString(),
                "--from",
                start.toString(),
                "--runs",
                directory.toString(),
                "--steps",
                Integer.toString(STEPS),
                "--batch-size",
                "4",
                "--save-steps",
                Integer.toString(SAVE_STEPS),
                "--ema",
                "0.9");
        if (kind.equals("lines")) {
            begin = with(begin, "--alphabet", "0123456789");
        } else if (lines) {
            begin = with(begin, "--head", "original", "--freeze", "none");
        }
        Path whole = directory.resolve("whole");
        assertThat(process(with(begin, "--name", "whole")).waitFor()).isZero();

        Path killed = directory.resolve("killed");
        SplittableRandom random = new SplittableRandom(5);
        List<String> arguments = with(begin, "--name", "killed");
        int whileWriting = 0;
        long lost = 0;
        long reached = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = process(arguments);
            long target = reached + 1 + random.nextInt(STEPS_TO_A_KILL);
            boolean atCheckpoint = kill % 2 == 0;
            whileWriting += kill(process, killed, target, atCheckpoint) ? 1 : 0;
            reached = steps(killed);
            long kept = newestCheckpoint(killed);
            assertThat(reached - kept).as("steps lost by kill %d", kill).isBetween(0L, (long) SAVE_STEPS);
            lost = Math.max(lost, reached - kept);
            arguments = List.of("train", "--resume", killed.toString());
        }
        assertThat(process(arguments).waitFor()).isZero();

        assertThat(bytes(killed, "last/model.safetensors")).isEqualTo(bytes(whole, "last/model.safetensors"));
        String end = String.format("checkpoints/step-%010d/training.safetensors", STEPS);
        assertThat(bytes(killed, end)).isEqualTo(bytes(whole, end));
        assertThat(losses(killed)).isEqualTo(losses(whole));
        if (kind.equals("text")) {
            assertThat(bytes(killed, "best/vocab.json")).isEqualTo(bytes(start, "vocab.json"));
            assertThat(bytes(killed, "best/generation_config.json"))
                    .isEqualTo(bytes(whole, "best/generation_config.json"));
        }
        assertThat(whileWriting)
                .as("kills while a checkpoint was being written")
                .isGreaterThanOrEqualTo(KILLS * 2 / 5);
        System.out.println(KILLS + " kills, " + whileWriting + " of them while a checkpoint was being written; at most "
                + lost + " steps lost at once (a checkpoint each " + SAVE_STEPS + "); " + STEPS
                + " steps; weights, moments,"
                + " average and losses equal to the bit");
    }

    @Test
    void aTerminatedRunSavesItsStepAndPrintsResumeCommand() throws Exception {
        Path data = Files.createDirectories(directory.resolve("idx"));
        IdxFiles.directory(data, 400, 50);
        Path start = SmallModels.save(directory.resolve("start"));
        Path run = directory.resolve("run");
        Process process = process(List.of(
                "train",
                "--data",
                data.toString(),
                "--from",
                start.toString(),
                "--runs",
                directory.toString(),
                "--name",
                "run",
                "--steps",
                "100000",
                "--batch-size",
                "4"));
        while (process.isAlive() && steps(run) < 3) {
            process.waitFor(1, TimeUnit.MILLISECONDS);
        }
        Ran second = Ran.of("train", "--resume", run);
        assertThat(second.err()).contains("is in use: another process trains there");
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(128 + 15);
        assertThat(newestCheckpoint(run)).isEqualTo(steps(run)).isGreaterThanOrEqualTo(3);
        assertThat(directory.resolve("log.txt"))
                .content()
                .contains("stopped after step " + steps(run), "train --resume");
        assertThat(run.resolve("last/model.safetensors")).exists();
    }

    /** Kills the process after a step; returns whether it was writing a checkpoint at that moment. */
    private static boolean kill(Process process, Path run, long target, boolean atCheckpoint) throws Exception {
        Path unfinished = run.resolve("checkpoints/.unfinished");
        while (process.isAlive()) {
            if (steps(run) >= target && (!atCheckpoint || Files.exists(unfinished))) {
                break;
            }
            if (!atCheckpoint || steps(run) < target) {
                process.waitFor(1, TimeUnit.MILLISECONDS);
            }
        }
        assertThat(process.isAlive()).as("the process is there to be killed").isTrue();
        process.destroyForcibly().waitFor();
        return Files.exists(unfinished);
    }

    private static List<String> with(List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all;
    }

    private Process process(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log.txt").toFile()))
                .start();
    }

    /** Returns the last step in the complete lines of metrics.csv. */
    private static long steps(Path run) throws IOException {
        List<String> rows = rows(run);
        return rows.isEmpty() ? 0 : Long.parseLong(rows.get(rows.size() - 1).split(",", -1)[0]);
    }

    private static List<String> rows(Path run) throws IOException {
        Path file = run.resolve("metrics.csv");
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().skip(1).toList();
    }

    /** Returns all columns except those of times. */
    private static List<String> losses(Path run) throws IOException {
        return rows(run).stream()
                .map(row -> String.join(",", List.of(row.split(",", -1)).subList(0, 9)))
                .toList();
    }

    private static long newestCheckpoint(Path run) throws IOException {
        try (var entries = Files.list(run.resolve("checkpoints"))) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("step-"))
                    .mapToLong(name -> Long.parseLong(name.substring("step-".length())))
                    .max()
                    .orElseThrow();
        }
    }

    private static byte[] bytes(Path run, String file) throws IOException {
        return Files.readAllBytes(run.resolve(file));
    }
}
