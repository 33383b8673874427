package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import io.github.trocr4j.checkpoint.SafetensorsFile;
import io.github.trocr4j.data.IdxFiles;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.natives.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trains on a few digits. */
@Tag("slow")
class TrainCommandTest {
    @TempDir
    Path directory;

    /** Trains a small model further on 200 digits, in the folder runs. */
    private Ran trainSmallModel(Object... options) throws IOException {
        Path data = Files.createDirectories(directory.resolve("idx"));
        IdxFiles.directory(data, 200, 50);
        Path start = SmallModels.save(directory.resolve("start"));
        Object[] train = {"train", "--data", data, "--from", start, "--runs", directory.resolve("runs")};
        return Ran.of(Stream.concat(Stream.of(train), Stream.of(options)).toArray());
    }

    @Test
    void aRunWritesItsFilesAndPrintsHowToRead() throws IOException {
        Path runs = directory.resolve("runs");
        Ran ran = trainSmallModel("--name", "first", "--epochs", 3, "--batch-size", 8);
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
        assertThat(ran.err()).contains("Training").contains("after 3.1 epochs", "held-out strips");
        JsonValue figures = JsonTree.read(Files.readAllBytes(run.resolve("evaluation.json")));
        assertThat(figures.get("strips").intValue()).isEqualTo(10);
        JsonValue provenance = JsonTree.read(Files.readAllBytes(run.resolve("provenance.json")));
        assertThat(provenance.get("computed_on").textValue())
                .startsWith(Backend.here().word());
        assertThat(provenance.get("sha256").size()).isEqualTo(4);

        Ran read = Ran.of("predict", "--as-is", "--model", run.resolve("best"), run.resolve("strip.png"));
        assertThat(read.exitCode()).as(read.err()).isZero();
        assertThat(read.out()).containsPattern("strip\\.png\t[0-9]{5}\t");
    }

    @Test
    void dropoutIsThatOfTheOptionAndNotOfTheInitialModel() throws IOException {
        Path runs = directory.resolve("runs");
        Ran ran = trainSmallModel("--name", "run", "--steps", 2, "--dropout", 0.25);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(runs.resolve("run/last/config.json"))
                .content()
                .contains("\"hidden_dropout_prob\" : 0.25", "\"dropout\" : 0.25", "\"attention_dropout\" : 0.0");
        assertThat(runs.resolve("run/config.json")).content().contains("\"hidden_dropout_prob\" : 0.25");
    }

    @Test
    void muonHasAStateForTheMatricesOfTheLayers() throws IOException {
        Path checkpoint = directory.resolve("runs/run/checkpoints/step-0000000002/training.safetensors");
        Ran ran = trainSmallModel("--name", "run", "--steps", 2, "--muon-scale", 2);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(directory.resolve("runs/run/config.json")).content().contains("\"muon_scale\" : 2.0");
        try (SafetensorsFile state = SafetensorsFile.open(checkpoint)) {
            assertThat(state.names())
                    .contains("muon.decoder.model.decoder.layers.0.fc1.weight")
                    .doesNotContain("adam_m.decoder.model.decoder.layers.0.fc1.weight")
                    .contains("adam_m.decoder.model.decoder.layers.0.fc1.bias");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-0.1", "NaN"})
    void dropoutOfEverythingIsAUsageError(String dropout) {
        Ran ran = Ran.of("train", "--dropout", dropout);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--dropout: expected 0 to below 1, found ");
    }

    @Test
    void aResumedRunKeepsItsRecipeAndDigits() throws IOException {
        Path runs = directory.resolve("runs");
        Ran ran = trainSmallModel("--name", "first", "--steps", 6, "--batch-size", 8, "--save-steps", 2);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        Path run = runs.resolve("first");
        byte[] weights = Files.readAllBytes(run.resolve("last/model.safetensors"));
        String metrics = Files.readString(run.resolve("metrics.csv"));

        Ran again = Ran.of("train", "--resume", run);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("Resuming after step 6 of 6");
        assertThat(Files.readAllBytes(run.resolve("last/model.safetensors"))).isEqualTo(weights);
        assertThat(Files.readString(run.resolve("metrics.csv"))).isEqualTo(metrics);

        assertThat(Ran.of("train", "--resume", run, "--learning-rate", "0.5").err())
                .contains("learning_rate: the run has 0.0015, found 0.5");
        assertThat(Ran.of("train", "--resume", run, "--steps", "9").err()).contains("apply to new runs only");
        Path others = Files.createDirectories(directory.resolve("others"));
        IdxFiles.directory(others, 205, 50);
        assertThat(Ran.of("train", "--resume", run, "--data", others).err())
                .contains("Training digits: the run has those of SHA-256")
                .contains(others.toString());
        Path config = run.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replace("\"learning_rate\" : 0.0015", "\"learning_rate\" : 0.002"));
        Ran edited = Ran.of("train", "--resume", run);
        assertThat(edited.exitCode()).isEqualTo(1);
        assertThat(edited.err()).contains("training.learning_rate: the checkpoint has 0.0015, found 0.002");
    }

    @Test
    void aDamagedCheckpointIsReplacedByThePreviousOne() throws IOException {
        Path run = directory.resolve("runs/first");
        Ran ran = trainSmallModel("--name", "first", "--steps", 4, "--batch-size", 8, "--save-steps", 2);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        byte[] weights = Files.readAllBytes(run.resolve("last/model.safetensors"));
        Path newest = run.resolve("checkpoints/step-0000000004/training.safetensors");
        byte[] damaged = Files.readAllBytes(newest);
        damaged[damaged.length / 2] ^= 1;
        Files.write(newest, damaged);
        Ran again = Ran.of("train", "--resume", run);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("step-0000000004 is damaged").contains("Resuming after step 2 of 4");
        assertThat(Files.readAllBytes(run.resolve("last/model.safetensors"))).isEqualTo(weights);
    }

    @Test
    void aDryRunPrintsThePlanAndWritesNothing() throws IOException {
        Path runs = directory.resolve("runs");
        Ran ran = trainSmallModel("--epochs", 2, "--batch-size", 8, "--freeze", "encoder", "--dry-run");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out())
                .containsPattern("model +.*start, [0-9,]+ parameters, [0-9,]+ of them trained")
                .contains("34 an epoch for training, 6 held out, 10 for testing")
                .contains("9 of 8 strips, in micro-batches of 8: 2.1 epochs")
                .containsPattern("memory +about [0-9,]+ MB, the whole process")
                .containsPattern("time +about [0-9]+:[0-9]{2} min \\([0-9]+ ms a step");
        assertThat(runs).doesNotExist();
    }

    @Test
    void rowsOfNumbersAreComposedAndTrained() throws IOException {
        Path data = Files.createDirectories(directory.resolve("idx"));
        IdxFiles.directory(data, 400, 100);
        Path runs = directory.resolve("runs");
        Path recipe = Files.writeString(
                directory.resolve("rows.json"),
                Ran.of("train", "--preset", "numbers", "--show-preset")
                        .out()
                        .replace("\"rows_per_epoch\" : 20000", "\"rows_per_epoch\" : 16")
                        .replace("\"validation_rows\" : 1000", "\"validation_rows\" : 5")
                        .replace("\"test_rows\" : 2000", "\"test_rows\" : 7"));
        Ran ran = Ran.of(
                "train",
                "--data",
                data,
                "--from",
                SmallModels.save(directory.resolve("start")),
                "--preset",
                recipe,
                "--runs",
                runs,
                "--name",
                "rows",
                "--steps",
                3,
                "--batch-size",
                8);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("7 lines that it has not seen", "CER");
        assertThat(runs.resolve("rows/rows/metadata.csv")).isRegularFile();
        Ran again = Ran.of("train", "--resume", runs.resolve("rows"));
        assertThat(again.exitCode()).as(again.err()).isZero();
    }

    @Test
    void aPresetCanBeReadCopiedAndChanged() throws IOException {
        Ran shown = Ran.of("train", "--show-preset", "--seed", "9");
        assertThat(shown.exitCode()).as(shown.err()).isZero();
        Path file = Files.writeString(directory.resolve("mine.json"), shown.out());
        assertThat(Ran.of("train", "--preset", file, "--show-preset").out()).isEqualTo(shown.out());
        assertThat(shown.out()).contains("\"seed\" : 9");
        Files.writeString(file, shown.out().replace("\"clip_norm\"", "\"clip_nrom\""));
        assertThat(Ran.of("train", "--preset", file, "--show-preset").err())
                .contains("mine.json: training.clip_norm: expected a number, found nothing");
    }

    @Test
    void tooFewDigitsForAStripAreRefused() throws IOException {
        Path data = Files.createDirectories(directory.resolve("few"));
        IdxFiles.directory(data, 4, 50);
        Ran ran = Ran.of("train", "--data", data, "--runs", directory.resolve("runs"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("training set").contains("has 4 digits; a strip needs 5");
        assertThat(directory.resolve("runs")).doesNotExist();
    }

    @Test
    void aRunNeverUsesAnExistingFolder() throws IOException {
        Path runs = Files.createDirectories(directory.resolve("runs/taken"));
        Ran ran = Ran.of("train", "--data", "generated", "--runs", runs.getParent(), "--name", "taken");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("taken").doesNotContain("at io.github");
    }

    @Test
    void wrongOptionsAreNamedBeforeAnythingIsWritten() {
        Path runs = directory.resolve("runs");
        assertThat(Ran.of("train", "--preset", "huge", "--runs", runs).err())
                .contains(
                        "--preset: expected quick, thorough, trocr-small, lines, text, numbers or a file, found huge");
        assertThat(Ran.of("train", "--augmentation", "wild", "--data", "generated", "--runs", runs)
                        .err())
                .contains("training option augmentation: expected none or original");
        assertThat(Ran.of("train", "--learning-rate", "-1", "--data", "generated", "--runs", runs)
                        .exitCode())
                .isEqualTo(2);
        assertThat(Ran.of("train", "--image-size", "33x160", "--data", "generated", "--runs", runs)
                        .err())
                .contains("33x160 is not a multiple of the patch size 16");
        assertThat(Ran.of("train", "--fit", "crop", "--data", "generated", "--runs", runs))
                .satisfies(ran -> assertThat(ran.exitCode()).isEqualTo(2))
                .satisfies(ran -> assertThat(ran.err()).contains("--fit: expected stretch, pad or paper, found crop"));
        assertThat(Ran.of("train", "--fit", "pad", "--from", "model", "--data", "generated", "--runs", runs)
                        .err())
                .contains("--fit applies to new models only");
        assertThat(runs).doesNotExist();
    }

    @Test
    void aMissingDataDirectoryIsAnError() {
        Ran ran = Ran.of("train", "--data", directory.resolve("nowhere"), "--runs", directory.resolve("runs"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("nowhere").doesNotContain("at io.github");
    }

    @Test
    void anAutoregressiveModelCanBeTrainedToDecodeInParallel() throws IOException {
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
        assertThat(runs.resolve("second/best/reading.json")).content().contains("\"temperature\"");
        assertThat(runs.resolve("second/last/reading.json")).doesNotExist();
        Ran read = Ran.of("predict", "--as-is", "--model", best, runs.resolve("first/strip.png"));
        assertThat(read.out()).containsPattern("strip\\.png\t[0-9]{5}\t");
    }
}
