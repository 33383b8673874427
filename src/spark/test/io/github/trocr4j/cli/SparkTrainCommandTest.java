package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spark-train} leaves what {@code train} leaves. */
class SparkTrainCommandTest {
    private static final String[] SETTINGS = {"spark.master", "local[2]", "spark.ui.enabled", "false"};

    @TempDir
    Path folder;

    @BeforeEach
    void asSparkSubmitSetsIt() {
        for (int i = 0; i < SETTINGS.length; i += 2) {
            System.setProperty(SETTINGS[i], SETTINGS[i + 1]);
        }
    }

    @AfterEach
    void asItWas() {
        for (int i = 0; i < SETTINGS.length; i += 2) {
            System.clearProperty(SETTINGS[i]);
        }
    }

    @Test
    void leavesARunFolder() throws IOException {
        Path model = SmallModels.save(folder.resolve("model"));
        String[] common = {
            "--from",
            model.toString(),
            "--data",
            "generated",
            "--steps",
            "4",
            "--batch-size",
            "8",
            "--validation",
            "0",
            "--runs",
            folder.toString()
        };
        assertThat(SparkVerbs.run(join(new String[] {"spark-train", "--workers", "2", "--name", "spark"}, common)))
                .isEqualTo(ExitCode.OK);
        Path run = folder.resolve("spark");
        assertThat(run.resolve("report.html")).isRegularFile();
        assertThat(run.resolve("best/model.safetensors")).isRegularFile();
        assertThat(Files.readString(run.resolve("config.json")))
                .contains("\"batch_size\" : 4")
                .contains("\"accumulation\" : 2");
    }

    @Test
    void refusesABatchThatCannotBeShared() throws IOException {
        Path model = SmallModels.save(folder.resolve("model"));
        assertThat(SparkVerbs.run(
                        "spark-train",
                        "--workers",
                        "3",
                        "--batch-size",
                        "8",
                        "--from",
                        model.toString(),
                        "--data",
                        "generated"))
                .isEqualTo(ExitCode.FAILED);
    }

    private static String[] join(String[] first, String[] second) {
        String[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
