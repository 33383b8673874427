package io.github.trocr4j.spark.read;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.trocr4j.LineReader;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.cli.Predicted;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.PictureRow;
import io.github.trocr4j.image.file.PictureTable;
import io.github.trocr4j.spark.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkReaderTest {
    private static final SparkReaderOptions DEFAULT = SparkReaderOptions.DEFAULT;
    private static final String AS_IS = " (--as-is reads the whole picture)"; // the command line's
    private static final AtomicInteger ASKED_FOR = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static List<Path> strips;

    @BeforeAll
    static void start() throws IOException {
        spark = LocalSpark.inThisProcess(2);
        strips = StripFiles.write(
                Files.createDirectory(folder.resolve("strips")),
                GeneratedDigits.generate(1, 5, 200).test(),
                40,
                4);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void readsEveryKindOfFileAsPredictDoes() throws IOException {
        List<Path> files = new ArrayList<>();
        for (PictureRow row : PictureTable.ROWS) {
            Path file = folder.resolve(row.name());
            row.maker().make(file);
            if (!Files.isDirectory(file)) { // predict would read the pictures in a folder
                files.add(file);
            }
        }
        files.add(folder.resolve("missing.png"));

        Map<String, String> read = texts(SparkReader.of(spark, DEFAULT).read(paths(files)));

        Map<String, String> expected = new HashMap<>();
        for (Map.Entry<String, JsonNode> said : Predicted.of(files).entrySet()) {
            expected.put(said.getKey(), Predicted.text(said.getValue()).replace(AS_IS, ""));
        }
        assertThat(read).hasSizeGreaterThan(90).isEqualTo(expected);
    }

    @Test
    void readsBytesAsItReadsFiles() throws IOException {
        List<Path> small = strips.stream()
                .filter(file -> file.toFile().length() <= PictureFile.MAX_BYTES)
                .toList();
        SparkReader reader = SparkReader.of(spark, DEFAULT);
        assertThat(texts(reader.read(contents(small)))).hasSize(39).isEqualTo(texts(reader.read(paths(small))));
    }

    @Test
    void bytesWithoutANameAreAPicture() throws IOException {
        Dataset<Row> nameless = contents(strips.subList(2, 4)).drop("path");
        List<Row> rows = SparkReader.of(spark, DEFAULT).read(nameless).collectAsList();
        assertThat(rows.get(0).getString(0)).matches("[0-9]{5}");
        assertThat(rows.get(1).getString(4)).isEqualTo("picture: is empty.");
    }

    @Test
    void addsItsColumnsAndKeepsTheOthersButTheBytes() throws IOException {
        Dataset<Row> pictures = contents(strips.subList(0, 1))
                .withColumn("day", lit(7))
                .withColumnRenamed("content", "scan")
                .withColumnRenamed("path", "file");
        Dataset<Row> read = SparkReader.of(spark, DEFAULT.withColumns("scan", "file")).read(pictures);
        assertThat(read.schema().toDDL())
                .isEqualTo("file STRING,day INT NOT NULL,digits STRING,confidences ARRAY<FLOAT>,confidence FLOAT,"
                        + "uncertain BOOLEAN,error STRING");
        Row row = read.first();
        assertThat(row.getInt(1)).isEqualTo(7);
        assertThat(row.getString(2)).matches("[0-9]{5}");
        double product = row.<Float>getList(3).stream().mapToDouble(each -> each).reduce(1, (a, b) -> a * b);
        assertThat(row.getFloat(4)).isEqualTo((float) product);
        assertThat(row.getBoolean(5)).isFalse();
        assertThat(row.isNullAt(6)).isTrue();
    }

    @Test
    void marksReadingsBelowTheMinimumConfidence() {
        Dataset<Row> read = SparkReader.of(spark, DEFAULT.withMinimumConfidence(0.8f))
                .read(paths(strips))
                .cache();
        assertThat(read.filter("uncertain").count()).isPositive();
        assertThat(read.filter("not uncertain").count()).isPositive();
        assertThat(read.filter("uncertain != (confidence < 0.8F)").count()).isZero();
        assertThat(read.filter("error is not null and (uncertain is not null or digits is not null)")
                        .count())
                .isZero();
        assertThat(ReadingSummary.of(read))
                .isEqualTo(new ReadingSummary(30, 10, read.filter("uncertain").count()));
    }

    @Test
    void noRowsGiveNoRows() {
        assertThat(SparkReader.of(spark, DEFAULT).read(paths(List.of())).count()).isZero();
    }

    @Test
    void readsAPartitionBatchByBatch() {
        ASKED_FOR.set(0);
        MapFunction<String, String> counted = path -> {
            ASKED_FOR.incrementAndGet();
            return path;
        };
        Dataset<Row> many = spark.range(0, 1000, 1, 1)
                .select(lit(strips.get(0).toString()).as("path"))
                .as(Encoders.STRING())
                .map(counted, Encoders.STRING())
                .toDF("path");
        SparkReader.of(spark, DEFAULT.withBatch(10)).read(many).first();
        assertThat(ASKED_FOR).hasValueBetween(1, 20);
    }

    @Test
    void broadcastsACustomModel() throws IOException {
        Path model = SmallModels.save(folder.resolve("model"));
        List<Path> good = strips.subList(0, 3);
        Map<String, String> expected = new HashMap<>();
        try (LineReader reader = LineReader.load(model)) {
            for (Path file : good) {
                expected.put(
                        file.toString(), reader.readStrip(PictureFile.read(file)).digits());
            }
        }
        Map<String, String> read = texts(
                SparkReader.of(spark, model, DEFAULT.withAsIs(true)).read(paths(good)));
        assertThat(read).isEqualTo(expected);
    }

    @Test
    void aFolderWithoutAModelIsRefusedBeforeAnyJob() {
        assertThatThrownBy(() -> SparkReader.of(spark, folder.resolve("no model"), DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no model");
    }

    @Test
    void missingAndConflictingColumnsAreNamed() {
        SparkReader reader = SparkReader.of(spark, DEFAULT);
        assertThatThrownBy(() -> reader.read(spark.range(1).toDF()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a column content (binary) or path (string), found id");
        assertThatThrownBy(() -> reader.read(spark.range(1).toDF("path")))
                .hasMessage("column path: expected string, found bigint");
        assertThatThrownBy(() -> reader.read(paths(strips).withColumn("Error", lit(1))))
                .hasMessageStartingWith("column Error: expected no column of this name");
    }

    @Test
    void aRowWithoutAPictureHasAnError() {
        Dataset<Row> nothing = paths(strips).limit(1).withColumn("path", lit(null).cast("string"));
        assertThat(SparkReader.of(spark, DEFAULT).read(nothing).first().<String>getAs("error"))
                .isEqualTo("picture: expected a picture, found null.");
    }

    /** Returns the digits or the error by path. */
    private static Map<String, String> texts(Dataset<Row> read) {
        Map<String, String> texts = new HashMap<>();
        for (Row row : read.selectExpr("path", "coalesce(digits, error)").collectAsList()) {
            texts.put(row.getString(0), row.getString(1));
        }
        return texts;
    }

    private static Dataset<Row> paths(List<Path> files) {
        return spark.createDataset(files.stream().map(Path::toString).toList(), Encoders.STRING())
                .toDF("path");
    }

    private static Dataset<Row> contents(List<Path> files) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Path file : files) {
            rows.add(RowFactory.create(file.toString(), Files.readAllBytes(file)));
        }
        return spark.createDataFrame(
                rows, new StructType().add("path", DataTypes.StringType).add("content", DataTypes.BinaryType));
    }
}
