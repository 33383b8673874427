package io.github.trocr4j.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.Reading;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.image.PictureFile;
import io.github.trocr4j.image.StripFinder;
import io.github.trocr4j.spark.SparkCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of pictures in a DataFrame the digits, or why there are none. */
class SparkDigitReaderTest {
    private static final int STRIPS = 70;

    @TempDir
    private static Path folder;

    private static SparkSession spark;

    @BeforeAll
    static void pictures() throws IOException {
        StripFiles.write(folder, STRIPS);
        Files.write(folder.resolve("empty.png"), new byte[0]);
        Files.writeString(folder.resolve("text.png"), "<html>no picture</html>");
        byte[] whole = Files.readAllBytes(StripFiles.file(folder, 0));
        Files.write(folder.resolve("half.png"), Arrays.copyOf(whole, whole.length / 2));
        spark = SparkCluster.start("local[2]");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void eachPictureIsARowWithItsDigitsOrWhyNot() throws IOException {
        Map<String, String> found = read(files(), ReadOptions.USUAL.withBatchSize(8));
        assertThat(found).hasSize(STRIPS + 3);
        try (DigitReader reader = DigitReader.load()) {
            for (int i = 0; i < STRIPS; i++) {
                Path file = StripFiles.file(folder, i);
                Reading alone = reader.read(
                        StripFinder.find(PictureFile.read(file), reader.length()).orElseThrow());
                assertThat(found.get(file.getFileName().toString())).isEqualTo(alone.digits());
            }
        }
        assertThat(found.get("empty.png")).isEqualTo("empty.png: is empty.");
        assertThat(found.get("text.png"))
                .isEqualTo("text.png: is an HTML page, expected a PNG, JPEG, BMP or GIF picture; convert it to PNG.");
        assertThat(found.get("half.png")).startsWith("half.png: is damaged, ");
    }

    @Test
    void bytesInAColumnAreReadAlike() throws IOException {
        Dataset<Row> table = spark.read().format("binaryFile").load(folder.toString()); // without empty files
        Map<String, String> listed = read(files(), ReadOptions.USUAL);
        listed.remove("empty.png");
        assertThat(read(table, ReadOptions.USUAL.withColumns("path", "content"))).isEqualTo(listed);
        assertThat(read(table, ReadOptions.USUAL)).isEqualTo(listed);
    }

    @Test
    void otherColumnsStay() throws IOException {
        Dataset<Row> table = files().withColumn("batch", functions.lit("monday"));
        Dataset<Row> read = SparkDigitReader.shipped(spark).read(table, ReadOptions.USUAL);
        assertThat(read.columns())
                .containsExactly(
                        "path",
                        "modificationTime",
                        "length",
                        "batch",
                        "digits",
                        "confidences",
                        "confidence",
                        "uncertain",
                        "error");
        Row first = read.filter("error is null").first();
        assertThat(first.<String>getAs("batch")).isEqualTo("monday");
        assertThat(first.<Float>getAs("confidence")).isBetween(0f, 1f);
        assertThat(first.<String>getAs("digits")).hasSize(5);
        assertThat(first.getList(first.fieldIndex("confidences"))).hasSize(5);
    }

    @Test
    void countsAndUncertainReadings() throws IOException {
        SparkDigitReader reader = SparkDigitReader.shipped(spark);
        List<Row> rows = reader.read(files(), ReadOptions.USUAL.withMinimumConfidence(1))
                .collectAsList();
        assertThat(rows.stream().filter(row -> Boolean.TRUE.equals(row.getAs("uncertain")))).hasSize(STRIPS);
        assertThat(reader.counters().read().value()).isEqualTo(STRIPS);
        assertThat(reader.counters().refused().value()).isEqualTo(3);
        assertThat(reader.counters().uncertain().value()).isEqualTo(STRIPS);
    }

    @Test
    void noPicturesAreNoRows() throws IOException {
        assertThat(read(files().filter("false"), ReadOptions.USUAL)).isEmpty();
    }

    @Test
    void aModelOfTheDriverTravels(@TempDir Path model) throws IOException {
        SmallModels.save(model);
        List<Row> rows = SparkDigitReader.of(spark, model)
                .read(files(), ReadOptions.USUAL)
                .filter("error is null")
                .collectAsList();
        assertThat(rows).hasSize(STRIPS);
        try (DigitReader reader = DigitReader.load(model)) {
            for (Row row : rows) {
                Path file = Path.of(URI.create(row.<String>getAs("path")));
                assertThat(row.<String>getAs("digits"))
                        .isEqualTo(reader.read(StripFinder.find(PictureFile.read(file), reader.length())
                                        .orElseThrow())
                                .digits());
            }
        }
    }

    @Test
    void aFolderWithoutModelIsRefusedOnTheDriver(@TempDir Path empty) {
        assertThatThrownBy(() -> SparkDigitReader.of(spark, empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("config.json");
    }

    private static Dataset<Row> files() throws IOException {
        return PictureListing.of(spark, List.of(folder.toString()), false, 3);
    }

    /** By name of the file: digits, or the error. */
    private static Map<String, String> read(Dataset<Row> table, ReadOptions options) {
        Map<String, String> found = new TreeMap<>();
        for (Row row : SparkDigitReader.shipped(spark).read(table, options).collectAsList()) {
            String name = new org.apache.hadoop.fs.Path(row.<String>getAs("path")).getName();
            String error = row.getAs("error");
            assertThat(found).doesNotContainKey(name);
            found.put(name, error == null ? row.getAs("digits") : error);
        }
        return found;
    }
}
