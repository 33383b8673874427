package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.data.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerateLinesCommandTest {
    @TempDir
    Path folder;

    private Path output;

    @BeforeEach
    void aNewFolder() {
        output = folder.resolve("lines");
    }

    @Test
    void writesThreeSplitsAndSaysSo() throws IOException {
        Ran ran = Ran.of(
                "generate-lines",
                output,
                "--train",
                12,
                "--validation",
                3,
                "--test",
                4,
                "--alphabet",
                "0123456789.,",
                "--length",
                "4");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .isEqualToNormalizingNewlines("Wrote 19 lines to " + output + ": 12 train, 3 validation, 4 test\n");
        assertThat(Files.readAllLines(output.resolve("train/metadata.csv")))
                .hasSize(13)
                .startsWith("file_name,text")
                .allMatch(row -> row.matches("file_name,text|0000\\d\\d\\.png,(\"[0-9.,]{4}\"|[0-9.]{4})"));
        assertThat(output.resolve("validation/000002.png")).exists();
        assertThat(output.resolve("test/000003.png")).exists();
    }

    @Test
    void theSameArgumentsGiveTheSameBytes() throws IOException {
        Ran.of("generate-lines", folder.resolve("a"), "--train", 30, "--validation", 0, "--test", 5);
        Ran.of("generate-lines", folder.resolve("b"), "--train", 30, "--validation", 0, "--test", 5);
        Ran.of("generate-lines", folder.resolve("c"), "--train", 30, "--validation", 0, "--test", 5, "--seed", 2);

        assertThat(hashes(folder.resolve("a"))).hasSize(37).isEqualTo(hashes(folder.resolve("b")));
        assertThat(hashes(folder.resolve("a"))).isNotEqualTo(hashes(folder.resolve("c")));
    }

    @Test
    void aFolderWithFilesIsLeftAlone() throws IOException {
        Path note = Files.writeString(Files.createDirectory(output).resolve("note.txt"), "mine");

        Ran ran = Ran.of("generate-lines", output, "--train", 1);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("expected a new or empty folder").hasLineCount(1);
        assertThat(note).hasContent("mine");
        assertThat(output.resolve("train")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--alphabet=01x|expected characters of \"0123456789.,-/+: \", which can be drawn, found x (U+0078)",
                "--alphabet=0120|\"0\" twice",
                "--length=12-1|found 12 to 1",
                "--length=0-3|found 0 to 3",
                "--length=some|--length: expected a number or a range such as 1-12, found some",
                "--train=-1|--train: expected 0 to 1000000, found -1",
            })
    void wrongValuesAreExplained(String option, String explanation) {
        Ran ran = Ran.of("generate-lines", output, option);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains(explanation);
        assertThat(output).doesNotExist();
    }

    @Test
    void theFolderIsRequiredAndNotNothing() {
        assertThat(Ran.of("generate-lines").exitCode()).isEqualTo(2);
        Ran none = Ran.of("generate-lines", output, "--train", 0, "--validation", 0, "--test", 0);
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("expected at least one line");
    }

    private static Map<String, String> hashes(Path folder) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                hashes.put(folder.relativize(file).toString(), Sha256.of(Files.readAllBytes(file)));
            }
        }
        return hashes;
    }
}
