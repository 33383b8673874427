package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.model.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    @TempDir
    Path folder;

    private Path source;
    private Path output;

    @BeforeEach
    void aModelThatReadsText() throws IOException {
        source = folder.resolve("source");
        output = folder.resolve("output");
        SmallModels.text().save(source);
        Files.writeString(source.resolve("tokenizer.json"), "{}");
    }

    @Test
    void theSummaryCountsTensorsAndNamesChangedOnes() throws IOException {
        Ran ran = Ran.of("import", source, "--output", output, "--image-size", "24x40");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .startsWith(source.resolve("model.safetensors") + ": 51 read, 1 transformed, 2 fresh, 2 ignored")
                .contains(
                        "transformed encoder.embeddings.position_embeddings F32 [1, 22, 16] -> [1, 17, 16]"
                                + " (interpolated from 16x80 to 24x40)",
                        "fresh       decoder.output_projection.weight [10, 16] (digit head, seed 1)",
                        "ignored     decoder.output_projection.weight F32 [11, 16] (the digit head has its own)")
                .containsPattern("Model: .*output, [0-9,]+ parameters, reads 5 digits from 24x40");
        ModelDirectory imported = ModelDirectory.load(output);
        assertThat(imported.config().encoder().imageSize()).isEqualTo(new ImageSize(24, 40));
        assertThat(imported.config().digitHead()).isPresent();
        assertThat(output.resolve("tokenizer.json")).doesNotExist();
    }

    @Test
    void theReportHasALineForEachTensor() throws IOException {
        Path report = folder.resolve("report.txt");
        Ran ran = Ran.of("import", source, "--output", output, "--head", "original", "--report", report);
        assertThat(ran.exitCode()).isZero();
        assertThat(Files.readAllLines(report))
                .contains("read        encoder.layernorm.bias F32 [16]")
                .hasSize(1 + 1 + 54);
    }

    @Test
    void aWeightFileUsesTheConfigurationBesideIt() throws IOException {
        Files.move(source.resolve("model.safetensors"), source.resolve("other.safetensors"));
        Ran ran = Ran.of("import", source.resolve("other.safetensors"), "--output", output, "--head", "original");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ModelDirectory.load(output).config())
                .isEqualTo(SmallModels.text().config());
        assertThat(output.resolve("tokenizer.json"))
                .as("goes where the text goes")
                .exists();
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Files.createDirectories(output);
        Path there = Files.writeString(output.resolve("there"), "");
        fails(1, "expected a new or empty folder", "import", source, "--output", output);
        fails(1, "expected a new folder, found a file", "import", source, "--output", there);
        assertThat(output).isDirectoryContaining(file -> file.equals(there));
    }

    @Test
    void aRefusedImportWritesNothing() throws IOException {
        Files.writeString(
                source.resolve("config.json"),
                Files.readString(source.resolve("config.json")).replace("\"d_model\" : 16", "\"d_model\" : 24"));
        fails(1, "expected shape [11, 24], found [11, 16]", "import", source, "--output", output);
        assertThat(output).doesNotExist();
    }

    @Test
    void wrongOptionsAreUsageErrors() {
        fails(
                2,
                "--head: expected digits or original, found letters",
                "import",
                source,
                "--output",
                output,
                "--head",
                "letters");
        fails(
                2,
                "--image-size: \"big\" is not an image size",
                "import",
                source,
                "--output",
                output,
                "--image-size",
                "big");
        fails(2, "--output", "import", source);
    }

    @Test
    void missingAndUnfittingInputsAreOneSentence() {
        fails(1, "there is no such file or folder", "import", folder.resolve("missing"), "--output", output);
        fails(1, "not a multiple of the patch size 8", "import", source, "--output", output, "--image-size", "30");
        Path nowhere = folder.resolve("nowhere").resolve("report.txt");
        fails(1, "does not exist", "import", source, "--output", output, "--report", nowhere);
        assertThat(output).doesNotExist();
    }

    private static void fails(int exitCode, String says, Object... args) {
        Ran ran = Ran.of(args);
        assertThat(ran.exitCode()).isEqualTo(exitCode);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(says);
    }
}
