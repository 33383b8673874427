package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.SmallModels;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.run.EvaluationPictures;
import io.github.trocr4j.spark.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkReadTest {
    private static final Path FIVE_DIGITS = Path.of("weights", "compact");

    private static SparkSession spark;

    @TempDir
    private Path folder;

    private Path input;
    private Path output;

    @BeforeAll
    static void start() {
        spark = LocalSpark.inThisProcess(2);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @BeforeEach
    void threeStripsAnEmptyFileAndOneInAFolderWithin() throws IOException {
        input = Files.createDirectories(folder.resolve("in"));
        output = folder.resolve("out");
        List<Strip> strips =
                SequenceDataset.inOrder(GeneratedDigits.generate(1, 5, 20).test());
        for (int i = 0; i < 3; i++) {
            Files.write(input.resolve(i + ".png"), EvaluationPictures.png(strips.get(i)));
        }
        Files.createFile(input.resolve("empty file.png"));
        Files.write(input.resolve("_hidden.png"), EvaluationPictures.png(strips.get(3)));
        Files.write(
                Files.createDirectory(input.resolve("within")).resolve("3.png"), EvaluationPictures.png(strips.get(3)));
    }

    @Test
    void writesARowForEachFileAndCountsThem() throws IOException {
        SparkRan ran = read();
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out())
                .startsWith(output + ": 4 pictures, 0 of them without lines, 1 unreadable; 3 lines, 0 of them"
                        + " uncertain; ");
        assertThat(spark.read().parquet(output.toString()).schema().fieldNames())
                .containsExactly("path", "modificationTime", "length", "lines", "error");
        List<Row> rows = rows();
        assertThat(rows).hasSize(4);
        assertThat(rows.get(0).getString(0)).isEqualTo("file:" + input.resolve("0.png"));
        assertThat(rows.get(0).getLong(2)).isEqualTo(Files.size(input.resolve("0.png")));
        assertThat(rows.get(3).<String>getAs("error")).isEqualTo(input.resolve("empty file.png") + ": is empty.");
    }

    @Test
    void existingOutputIsReplacedOnlyWithOverwrite() {
        read();
        List<Row> before = rows();
        SparkRan again = read();
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err().lines())
                .containsExactly("trocr4j: " + output + ": expected a new folder, found one with readings; choose"
                        + " another one, or overwrite them.");
        assertThat(rows()).isEqualTo(before);
        assertThat(read("--overwrite").exitCode()).isZero();
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void theRemainsOfAKilledJobAreReplaced() throws IOException {
        Files.createDirectories(output.resolve("_temporary/0/task_1"));
        Files.writeString(output.resolve("part-00000-half.snappy.parquet"), "half of it was moved here");
        assertThat(read().exitCode()).isZero();
        assertThat(rows()).hasSize(4);
    }

    @Test
    void aFolderWithOtherFilesIsNeverReplaced() throws IOException {
        Files.createDirectories(output);
        Files.writeString(output.resolve("thesis.txt"), "the only copy");
        SparkRan ran = read("--overwrite");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("found 'thesis.txt' in it; choose another");
        assertThat(output.resolve("thesis.txt")).hasContent("the only copy");
    }

    @Test
    void theOutputMustBeOutsideTheInput() {
        SparkRan ran = SparkRan.read("--input", input, "--output", input.resolve("out"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("expected an output outside of the input");
    }

    @Test
    void readsSubfoldersAndMatchesNamesOnRequest() {
        SparkRan ran = read("--recursive", "--glob", "[1-9].png");
        assertThat(ran.out()).contains(": 3 pictures, 0 of them without lines, 0 unreadable; 3 lines,");
    }

    @Test
    void filesInSeveralInputsAreReadOnce() {
        read("--input", input.resolve("*.png"), "--partitions", "3");
        assertThat(rows()).hasSize(4);
    }

    @Test
    void inputWithoutPicturesIsAnError() throws IOException {
        SparkRan ran = SparkRan.read("--input", folder.resolve("missing"), "--output", output, "--model", FIVE_DIGITS);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines())
                .containsExactly("trocr4j: " + folder.resolve("missing") + ": there is no such file or folder.");
        Path nothing = Files.createDirectory(folder.resolve("nothing"));
        assertThat(SparkRan.read("--input", nothing, "--output", output, "--model", FIVE_DIGITS)
                        .err()
                        .lines())
                .containsExactly("trocr4j: " + nothing + ": expected picture files, found none; subfolders were not"
                        + " searched.");
        assertThat(output).doesNotExist();
    }

    @Test
    void aWrongOptionIsAUsageError() {
        assertThat(SparkRan.read("--input", input, "--output", output, "--batch", "0"))
                .matches(ran -> ran.exitCode() == ExitCode.USAGE)
                .matches(ran -> ran.err().startsWith("--batch: expected 1 to 9999, found 0"));
        assertThat(SparkRan.read("--input", input).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aFolderWithoutAModelIsOneSentence() {
        SparkRan ran = SparkRan.read("--input", input, "--output", output, "--model", input);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).singleElement().asString().contains("expected a model");
    }

    @Test
    void optionsOfReadingAreThoseOfPredict() throws IOException {
        Path model = folder.resolve("model");
        SmallModels.constant(SmallModels.numbers(), Map.of('$', 5f, '7', 4f)).save(model);
        SparkRan ran = SparkRan.read(
                "--input",
                input,
                "--output",
                output,
                "--model",
                model,
                "--digits",
                "3",
                "--min-confidence",
                "1",
                "--as-is");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).contains(" 1 unreadable; 3 lines, 3 of them uncertain;");
        assertThat(spark.read()
                        .parquet(output.toString())
                        .selectExpr("inline(lines)")
                        .collectAsList())
                .allMatch(line -> line.<String>getAs("text").equals("777"));
    }

    @Test
    void anImpossibleLengthIsAUsageError() {
        SparkRan ran = read("--length", "3");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).startsWith("--length: expected 5, the digits that this model reads");
        assertThat(output).doesNotExist();
    }

    private SparkRan read(Object... options) {
        List<Object> args = new ArrayList<>(List.of("--input", input, "--output", output, "--model", FIVE_DIGITS));
        args.addAll(List.of(options));
        return SparkRan.read(args.toArray());
    }

    private List<Row> rows() {
        return spark.read().parquet(output.toString()).orderBy("path").collectAsList();
    }
}
