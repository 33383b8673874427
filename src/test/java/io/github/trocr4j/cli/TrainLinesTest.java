package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.lines.DigitLines;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains on a few lines of one to five digits. */
@Tag("slow")
class TrainLinesTest {
    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private static Path lines;
    private static Path start;
    private Path runs;

    @BeforeAll
    static void writeLines() throws IOException {
        lines = DigitLines.write(shared.resolve("lines"), 60);
        start = SmallModels.save(shared.resolve("start"));
    }

    @BeforeEach
    void nameRuns() {
        runs = directory.resolve("runs");
    }

    @Test
    void aRunOnLinesWritesItsFilesAndItsModelReads() throws IOException {
        Ran ran = train("--name", "first", "--steps", 12);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err())
                .contains("lines of " + lines, "12 steps of 8 lines")
                .containsPattern("after 1\\.. epochs: .*held-out lines read exactly, CER ");
        assertThat(ran.out()).contains("lines that it has not seen", "CER", "predict --model");
        Path run = runs.resolve("first");
        for (String part : new String[] {
            "config.json",
            "metrics.csv",
            "report.html",
            "report-data.json",
            "readings.svg",
            "errors.svg",
            "line.png",
            "best/tokenizer.json",
            "last/tokenizer_config.json",
            "best/model.safetensors"
        }) {
            assertThat(run.resolve(part)).isRegularFile();
        }
        JsonValue provenance = json(run.resolve("provenance.json"));
        assertThat(provenance.get("splits_made")).hasSize(2);
        assertThat(provenance.get("train_lines").intValue()
                        + provenance.get("validation_lines").intValue()
                        + provenance.get("test_lines").intValue())
                .isEqualTo(60);
        assertThat(json(run.resolve("evaluation.json")).get("lines")).isEqualTo(provenance.get("test_lines"));
        assertThat(json(run.resolve("config.json"))
                        .path("lines")
                        .path("alphabet")
                        .textValue())
                .isEqualTo("0123456789");

        Ran read = Ran.of("predict", "--model", run.resolve("best"), run.resolve("line.png"));
        assertThat(read.exitCode()).as(read.err()).isZero();
        assertThat(read.out()).containsPattern("line\\.png\t[0-9]*\t");
        Ran measured = Ran.of("evaluate", run, "--data", lines, "--json");
        assertThat(measured.exitCode()).as(measured.err()).isZero();
        assertThat(JsonTree.read(measured.out()).get("lines").intValue()).isEqualTo(60);
    }

    @Test
    void aResumedRunKeepsItsLines() throws IOException {
        assertThat(train("--name", "run", "--steps", 4).exitCode()).isZero();
        Path run = runs.resolve("run");
        byte[] weights = Files.readAllBytes(run.resolve("last/model.safetensors"));

        Ran again = Ran.of("train", "--resume", run);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("Resuming after step 4 of 4");
        assertThat(Files.readAllBytes(run.resolve("last/model.safetensors"))).isEqualTo(weights);

        Path others = DigitLines.write(directory.resolve("others"), 61);
        assertThat(Ran.of("train", "--resume", run, "--data", others).err())
                .contains("Training lines: the run has those of SHA-256", others.toString());
        assertThat(Ran.of("train", "--resume", run, "--alphabet", "01").err())
                .contains("--alphabet applies to new runs only");
    }

    @Test
    void aTrainedModelLearnsMoreCharactersAndLongerLines() throws IOException {
        assertThat(train("--name", "first", "--steps", 2).exitCode()).isZero();
        Ran ran = Ran.of(
                "train",
                "--data",
                lines,
                "--from",
                runs.resolve("first"),
                "--alphabet",
                ".0123456789",
                "--max-length",
                9,
                "--runs",
                runs,
                "--name",
                "second",
                "--steps",
                2,
                "--batch-size",
                8);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        JsonValue decoder = json(runs.resolve("second/best/config.json")).get("decoder");
        assertThat(decoder.get("max_position_embeddings").intValue()).isEqualTo(10);
        assertThat(decoder.get("vocab_size").intValue()).isEqualTo(15);
    }

    @Test
    void digitsAsAlphabetTrainTheDigitHead() throws IOException {
        Ran ran = Ran.of(
                "train",
                "--data",
                lines,
                "--from",
                start,
                "--alphabet",
                "digits",
                "--allow-bad",
                90,
                "--runs",
                runs,
                "--name",
                "five",
                "--steps",
                2,
                "--batch-size",
                4,
                "--split",
                "20,20");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("another number of digits (48)");
        assertThat(json(runs.resolve("five/best/config.json")).has("digit_head"))
                .isTrue();
        Ran read = Ran.of("predict", "--as-is", "--model", runs.resolve("five/best"), runs.resolve("five/line.png"));
        assertThat(read.out()).containsPattern("line\\.png\t[0-9]{5}\t");
    }

    @Test
    void aDryRunShowsWhatWasFound() throws IOException {
        Path own = DigitLines.write(directory.resolve("own"), 60);
        Files.writeString(own.resolve("metadata.csv"), "gone.png,1\n", StandardOpenOption.APPEND);
        Ran ran = Ran.of(
                "train",
                "--data",
                own,
                "--from",
                start,
                "--alphabet",
                "from-data",
                "--allow-bad",
                2,
                "--runs",
                runs,
                "--batch-size",
                8,
                "--dry-run");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("1 to 5 (median 3) characters")
                .containsPattern("alphabet +10 characters: 0 [0-9]+, 1 ")
                .containsPattern("pictures +28 to 140 \\(median 84\\) pixels wide")
                .contains("samples        " + runs.resolve("dry-run.svg"))
                .containsPattern("not used +1: no such picture \\(1\\): metadata.csv line 62: ");
    }

    @Test
    void theDryRunSaysWhatAFrozenEncoderTakes() {
        Ran ran = train("--freeze", "encoder", "--augmentation", "none", "--epochs", 3, "--dry-run");
        assertThat(ran.out()).containsPattern("disk +1 MB in the folder of the run while it trains");
    }

    @Test
    void badLinesAreRefusedBeforeTraining() throws IOException {
        Path own = DigitLines.write(directory.resolve("own"), 60);
        Files.write(own.resolve("3.png"), new byte[] {1, 2, 3});
        Ran ran = Ran.of("train", "--data", own, "--alphabet", "from-data", "--runs", runs);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains("expected at most 1 % bad lines, found 1 of 60 (1.67 %): unreadable (1); correct them or"
                        + " allow more: 3.png: the picture is not a PNG, JPEG, BMP, GIF or TIFF picture");
        assertThat(runs).doesNotExist();
    }

    @Test
    void optionsThatDoNotFitAreRefused() {
        assertThat(Ran.of("train", "--alphabet", "01").err()).contains("--alphabet: add --data");
        assertThat(Ran.of("train", "--data", lines).err()).contains("found what may be labelled lines: add --alphabet");
        assertThat(Ran.of("train", "--data", lines, "--alphabet", "011").err())
                .contains("An alphabet has each character once, found 1 (U+0031) twice");
        assertThat(Ran.of("train", "--data", lines, "--alphabet", "01", "--split", "60,60")
                        .err())
                .contains("expected less than 1 together, found 1.2");
        assertThat(Ran.of("train", "--data", lines, "--alphabet", "01", "--columns", "a,a")
                        .err())
                .contains("--columns: expected two columns");
        assertThat(Ran.of("train", "--data", lines, "--alphabet", "01", "--augmentation", "affine")
                        .err())
                .contains("--augmentation: expected none, found affine, which is for digits");
        assertThat(Ran.of("train", "--data", lines, "--alphabet", "01", "--validation", 5)
                        .err())
                .contains("--validation is for digits: use --split");
    }

    private Ran train(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "train",
                "--data",
                lines,
                "--from",
                start,
                "--alphabet",
                "0123456789",
                "--runs",
                runs,
                "--batch-size",
                8));
        arguments.addAll(List.of(more));
        return Ran.of(arguments.toArray());
    }

    private static JsonValue json(Path file) throws IOException {
        return JsonTree.read(Files.readAllBytes(file));
    }
}
