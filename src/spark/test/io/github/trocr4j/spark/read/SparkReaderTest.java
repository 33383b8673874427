package io.github.trocr4j.spark.read;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.PictureReadings;
import io.github.trocr4j.ReadingConfig;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.cli.Predicted;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.PictureRow;
import io.github.trocr4j.image.file.PictureTable;
import io.github.trocr4j.json.JsonValue;
import io.github.trocr4j.spark.LocalSpark;
import io.github.trocr4j.text.ModelProto;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
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
    private static final Path FIVE_DIGITS = Path.of("weights", "compact");
    private static final AtomicInteger ASKED_FOR = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static List<Path> strips;
    private static SparkReader reader;

    @BeforeAll
    static void start() throws IOException {
        spark = LocalSpark.inThisProcess(2);
        strips = StripFiles.write(
                Files.createDirectory(folder.resolve("strips")),
                GeneratedDigits.generate(1, 5, 200).test(),
                40,
                4);
        reader = reader(DEFAULT);
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

        Map<String, String> read = texts(reader.read(paths(files)));

        Map<String, String> expected = new HashMap<>();
        for (Map.Entry<String, JsonValue> said :
                Predicted.of(files, "--model", FIVE_DIGITS).entrySet()) {
            expected.put(said.getKey(), Predicted.text(said.getValue()));
        }
        assertThat(read).hasSizeGreaterThan(90).isEqualTo(expected);
    }

    @Test
    void readsBytesAsItReadsFiles() throws IOException {
        List<Path> small = strips.stream()
                .filter(file -> file.toFile().length() <= PictureFile.MAX_BYTES)
                .toList();
        assertThat(texts(reader.read(contents(small)))).hasSize(39).isEqualTo(texts(reader.read(paths(small))));
    }

    @Test
    void bytesWithoutANameAreAPicture() throws IOException {
        Dataset<Row> nameless = contents(strips.subList(2, 4)).drop("path");
        List<Row> rows = reader.read(nameless).collectAsList();
        assertThat(rows.get(0).<Row>getList(0)).isNotEmpty();
        assertThat(rows.get(0).isNullAt(1)).isTrue();
        assertThat(rows.get(1).isNullAt(0)).isTrue();
        assertThat(rows.get(1).getString(1)).isEqualTo("picture: is empty.");
    }

    @Test
    void addsItsColumnsAndKeepsTheOthersButTheBytes() throws IOException {
        Dataset<Row> pictures = contents(strips.subList(0, 1))
                .withColumn("day", lit(7))
                .withColumnRenamed("content", "scan")
                .withColumnRenamed("path", "file");
        Dataset<Row> read = reader(DEFAULT.withColumns("scan", "file")).read(pictures);
        assertThat(read.schema().toDDL())
                .isEqualTo("file STRING,day INT NOT NULL,lines ARRAY<STRUCT<text: STRING NOT NULL, confidence: FLOAT"
                        + " NOT NULL, uncertain: BOOLEAN NOT NULL, box: STRUCT<x: INT NOT NULL, y: INT NOT NULL,"
                        + " width: INT NOT NULL, height: INT NOT NULL> NOT NULL>>,error STRING");
        Row row = read.first();
        assertThat(row.getInt(1)).isEqualTo(7);
        assertThat(row.isNullAt(3)).isTrue();
        Row line = row.<Row>getList(2).get(0);
        assertThat(line.getString(0)).matches("[0-9]{5}");
        assertThat(line.getFloat(1)).isBetween(0.1f, 1f);
        assertThat(line.getBoolean(2)).isFalse();
        assertThat(line.getStruct(3)).isEqualTo(RowFactory.create(0, 0, Strip.WIDTH, Strip.HEIGHT));
    }

    @Test
    void aPictureHasALineForEachOfItsRows() throws IOException {
        BufferedImage page = new BufferedImage(600, 400, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = page.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 600, 400);
        for (int i = 0; i < 2; i++) {
            BufferedImage strip = ImageIO.read(strips.get(2).toFile());
            graphics.drawImage(strip, 100, 50 + 150 * i, 300, 90, null);
        }
        graphics.dispose();
        Path file = folder.resolve("two rows.png");
        ImageIO.write(page, "png", file.toFile());

        List<Row> lines = reader.read(paths(List.of(file)))
                .selectExpr("inline(lines)")
                .selectExpr("box.y", "box.y + box.height")
                .collectAsList();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).getInt(0)).isBetween(50, 140);
        assertThat(lines.get(0).getInt(1)).isBetween(50, 141);
        assertThat(lines.get(1).getInt(0)).isBetween(200, 290);
        assertThat(lines.get(1).getInt(1)).isBetween(200, 291);
    }

    @Test
    void aBlankPictureHasNoLinesAndNoError() throws IOException {
        Path file = folder.resolve("blank.png");
        ImageIO.write(new BufferedImage(200, 100, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
        Dataset<Row> read = reader.read(paths(List.of(file)));
        assertThat(read.first().<Row>getList(1)).isEmpty();
        assertThat(read.first().isNullAt(2)).isTrue();
        assertThat(ReadingSummary.of(read)).isEqualTo(new ReadingSummary(1, 1, 0, 0, 0));
    }

    @Test
    void marksLinesBelowTheMinimumConfidence() throws IOException {
        Dataset<Row> read =
                reader(DEFAULT.withMinimumConfidence(0.8f)).read(paths(strips)).cache();
        Dataset<Row> lines = read.selectExpr("inline(lines)");
        assertThat(lines.filter("uncertain").count()).isPositive();
        assertThat(lines.filter("not uncertain").count()).isPositive();
        assertThat(lines.filter("uncertain != (confidence < 0.8F)").count()).isZero();
        assertThat(read.filter("(error is null) = (lines is null)").count()).isZero();
        assertThat(ReadingSummary.of(read))
                .isEqualTo(new ReadingSummary(
                        40, 1, 9, lines.count(), lines.filter("uncertain").count()));
    }

    @Test
    void noRowsGiveNoRows() {
        assertThat(reader.read(paths(List.of())).count()).isZero();
        assertThat(ReadingSummary.of(reader.read(paths(List.of())))).isEqualTo(new ReadingSummary(0, 0, 0, 0, 0));
    }

    @Test
    void readsAPartitionBatchByBatch() throws IOException {
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
        reader(DEFAULT.withBatch(10)).read(many).first();
        assertThat(ASKED_FOR).hasValueBetween(1, 20);
    }

    @Test
    void broadcastsAModelOfDigits() throws IOException {
        assertReadsAsLocally(SmallModels.save(folder.resolve("digits")));
    }

    @Test
    void broadcastsAModelOfCharactersAndItsReadingConfiguration() throws IOException {
        Path model = folder.resolve("numbers");
        SmallModels.numbers().withReading(new ReadingConfig(false, 2, 0.7f)).save(model);
        assertReadsAsLocally(model);
    }

    @Test
    void broadcastsAModelOfTextPieces() throws IOException {
        Path model = folder.resolve("pieces");
        SmallModels.text().save(model);
        Files.write(
                model.resolve("sentencepiece.bpe.model"),
                ModelProto.of("\u2581on", "e", "\u2581two", "s", "\u2581", "x").bytes());
        assertReadsAsLocally(model);
    }

    @Test
    void readsLinesOfTheWantedLength() throws IOException {
        Path model = folder.resolve("ends at once");
        SmallModels.constant(SmallModels.numbers(), Map.of('$', 5f, '7', 4f)).save(model);
        SparkReaderOptions options = DEFAULT.withAsIs(true).withLength(4, 4);
        List<Row> lines = SparkReader.of(spark, model, options)
                .read(paths(strips.subList(0, 3)))
                .selectExpr("inline(lines)")
                .collectAsList();
        assertThat(lines).hasSize(3).allMatch(line -> line.getString(0).equals("7777"));
    }

    @Test
    void anImpossibleLengthIsRefusedBeforeAnyJob() {
        assertThatThrownBy(() -> reader(DEFAULT.withLength(1, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("length: expected 5, the digits that this model reads, found 1 to 4");
    }

    @Test
    void theModelInTheJarReadsNumbers() throws IOException {
        assertThat(SparkReader.of(spark, DEFAULT)
                        .read(paths(strips.subList(0, 3)))
                        .selectExpr("inline(lines)")
                        .filter("text rlike '^[0-9]{1,12}$'")
                        .count())
                .isPositive();
    }

    @Test
    void aFolderWithoutAModelIsRefusedBeforeAnyJob() {
        assertThatThrownBy(() -> SparkReader.of(spark, folder.resolve("no model"), DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no model");
    }

    @Test
    void missingAndConflictingColumnsAreNamed() {
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
        Dataset<Row> nothing =
                paths(strips).limit(1).withColumn("path", lit(null).cast("string"));
        assertThat(reader.read(nothing).first().<String>getAs("error"))
                .isEqualTo("picture: expected a picture, found null.");
    }

    private static SparkReader reader(SparkReaderOptions options) throws IOException {
        return SparkReader.of(spark, FIVE_DIGITS, options);
    }

    /** Compares the readings, and which of them are uncertain, with those of a reader in this process. */
    private static void assertReadsAsLocally(Path model) throws IOException {
        List<Path> good = strips.subList(0, 3);
        Map<String, List<String>> expected = new HashMap<>();
        try (LineReader local = LineReader.load(model)) {
            for (PictureReadings.Outcome<Path> outcome : local.readFiles(good)) {
                expected.put(
                        outcome.key().toString(),
                        outcome.lines().stream()
                                .map(line -> line.text() + " " + line.uncertain())
                                .toList());
            }
        }
        Map<String, List<String>> read = new HashMap<>();
        for (Row row : SparkReader.of(spark, model, DEFAULT)
                .read(paths(good))
                .selectExpr("path", "transform(lines, line -> concat_ws(' ', line.text, line.uncertain))")
                .collectAsList()) {
            read.put(row.getString(0), row.getList(1));
        }
        assertThat(read).hasSize(3).isEqualTo(expected);
    }

    /** Returns the lines or the error by path; see {@link Predicted#text}. */
    private static Map<String, String> texts(Dataset<Row> read) {
        Map<String, String> texts = new HashMap<>();
        for (Row row : read.selectExpr("path", Predicted.column()).collectAsList()) {
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
