package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.text.CharacterVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
    @TempDir
    Path folder;

    private Path run;
    private Path output;

    @BeforeEach
    void aRunWithFigures() throws IOException {
        run = folder.resolve("runs").resolve("a-run");
        output = folder.resolve("output");
        SmallModels.save(run.resolve("best"));
        SmallModels.save(run.resolve("last"));
        Files.writeString(
                run.resolve("evaluation.json"),
                "{\"strips\": 2000, \"exact_strips\": 0.945, \"exact_strips_95\": [0.9341, 0.9542],"
                        + " \"digit_accuracy\": 0.9885}");
        Files.writeString(
                run.resolve("provenance.json"),
                "{\"digits\": \"MNIST (directory /home/somebody/mnist)\", \"sha256\": {\"train.gz\": \"abc\"},"
                        + " \"train_digits_sha256\": \"def\", \"test_digits_sha256\": \"012\"}");
        Files.writeString(run.resolve("config.json"), "{\"training\": {\"steps\": 1500, \"adam_beta1\": 0.9}}");
    }

    @Test
    void aModelCardHasTheFiguresOfTheRun() throws IOException {
        Ran ran = Ran.of("export", run, "--output", output);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).startsWith("Exported " + run.resolve("best") + " to " + output);
        assertThat(Files.readString(output.resolve("README.md")))
                .startsWith("---\nlicense: apache-2.0\nlibrary_name: transformers\npipeline_tag: image-to-text\n")
                .contains("datasets: [ylecun/mnist]", "- name: \"a-run\"")
                .contains("| exact strips | 0.9450 |", "| 95 % interval | 0.9341 to 0.9542 |", "digits: MNIST.")
                .contains("- train.gz: `abc`", "- training digits: `def`", "- steps: `1500`", "- adam_beta1: `0.9`")
                .contains("suppress_tokens")
                .doesNotContain("somebody", "Measured with the best model");
        assertThat(ModelDirectory.load(output).config())
                .isEqualTo(SmallModels.digits().config());
    }

    @Test
    void figuresOfAnotherModelAreMarked() throws IOException {
        SmallModels.text().save(run.resolve("last"));
        Ran.of("export", run.resolve("last"), "--output", output);
        assertThat(Files.readString(output.resolve("README.md"))).contains("Measured with the best model of the run");
    }

    @Test
    void withoutARunTheCardIsShort() throws IOException {
        Path model = SmallModels.save(folder.resolve("model"));
        Ran ran = Ran.of("export", model, "--output", output, "--dtype", "f16");
        assertThat(ran.exitCode()).isZero();
        assertThat(Files.readString(output.resolve("README.md")))
                .contains("# model", "weights f16")
                .doesNotContain("## ", "datasets:");
    }

    @Test
    void aTextModelIsExportedWithTokenizerAndWithoutLicence() throws IOException {
        Path model = folder.resolve("model");
        SmallModels.text().save(model);
        Files.writeString(model.resolve("tokenizer.json"), "{}");
        assertThat(Ran.of("export", model, "--output", output).exitCode()).isZero();
        assertThat(output.resolve("tokenizer.json")).hasContent("{}");
        assertThat(Files.readString(output.resolve("README.md"))).doesNotContain("apache");
    }

    @Test
    void aModelOfCharactersIsExportedWithItsTokenizer() throws IOException {
        Path model = folder.resolve("model");
        SmallModels.digits()
                .withCharacters(CharacterVocabulary.of("01.-"), 5, 1)
                .save(model);

        Ran ran = Ran.of("export", model, "--output", output);

        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        for (String file : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
            assertThat(output.resolve(file)).hasSameTextualContentAs(model.resolve(file));
        }
        assertThat(output.resolve("README.md")).isNotEmptyFile();
    }

    @Test
    void theCardOfACharacterModelHasAlphabetAndErrorRates() throws IOException {
        Path model = run.resolve("best");
        CharacterVocabulary alphabet = CharacterVocabulary.of("0123456789.- |`");
        SmallModels.digits().withCharacters(alphabet, 15, 1).save(model);
        Files.writeString(
                run.resolve("evaluation.json"),
                "{\"lines\": 1000, \"exact_lines\": 0.945, \"exact_lines_95\": [0.93, 0.96], \"cer\": 0.0123,"
                        + " \"cer_95\": [0.01, 0.015], \"wer\": 0.05, \"wer_95\": [0.04, 0.06]}");
        Files.writeString(
                run.resolve("provenance.json"),
                "{\"lines\": \"lines of /home/somebody/meters/\", \"train_lines_sha256\": \"abc\"}");

        assertThat(Ran.of("export", run, "--output", output).exitCode()).isZero();
        assertThat(Files.readString(output.resolve("README.md")))
                .startsWith("---\nlibrary_name: transformers\n")
                .contains("metrics: [exact_match, cer, wer]", "name: \"meters\"", "value: 0.0123")
                .contains("from an alphabet of 15", "15 characters", "\u2423 is a space")
                .contains("```text\n0123456789.-\u2423|`\n```")
                .contains("tokenizer.decode(ids[0], skip_special_tokens=True)")
                .contains("predict --model", "LineReader.load")
                .contains("| exact lines | 0.9450 | 0.9300 to 0.9600 |")
                .contains("| character error rate (CER) | 0.0123 | 0.0100 to 0.0150 |")
                .contains("Lines: meters. SHA-256:", "- train_lines_sha256: `abc`")
                .doesNotContain("somebody", "digits", "strips");
    }

    @Test
    void errorsAreOneSentence() throws IOException {
        Files.writeString(run.resolve("evaluation.json"), "{");
        fails(1, "evaluation.json: no valid JSON", "export", run, "--output", output);
        fails(2, "--dtype: expected f32 or f16, found f64", "export", run, "--output", output, "--dtype", "f64");
        fails(1, "expected a new or empty folder", "export", run, "--output", run);
        fails(1, "expected a folder", "export", folder.resolve("missing"), "--output", output);
        assertThat(output).doesNotExist();
    }

    private static void fails(int exitCode, String says, Object... args) {
        Ran ran = Ran.of(args);
        assertThat(ran.exitCode()).isEqualTo(exitCode);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(says);
    }
}
