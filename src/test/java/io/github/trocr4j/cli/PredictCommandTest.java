package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.trocr4j.SmallModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {
    @TempDir
    Path folder;

    private Path model;
    private Path pictures;

    @BeforeEach
    void aModelAndAFolderOfPictures() throws IOException {
        model = SmallModels.save(folder.resolve("model"));
        pictures = Files.createDirectories(folder.resolve("pictures"));
    }

    @Test
    void aLineHasThePathTheDigitsAndTheConfidences() throws IOException {
        Path strip = picture("strip.png");
        Ran ran = Ran.of("predict", strip, "--model", model);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).isEmpty();
        String[] columns = ran.out().strip().split("\t", -1);
        assertThat(columns).hasSize(3);
        assertThat(columns[0]).isEqualTo(strip.toString());
        assertThat(columns[1]).matches("[0-9]{5}");
        assertThat(columns[2]).matches("[01]\\.[0-9]{4} \\(([01]\\.[0-9]{4} ?){5}\\)");
    }

    @Test
    void aFolderIsReadInOrderOfNames() throws IOException {
        picture("b.PNG");
        picture("a.png");
        Files.writeString(pictures.resolve("notes.txt"), "no picture");
        Files.createDirectories(pictures.resolve("inner.png"));
        Ran ran = Ran.of("predict", pictures, "--model", model);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out().lines().map(line -> line.split("\t", -1)[0]))
                .containsExactly(
                        pictures.resolve("a.png").toString(),
                        pictures.resolve("b.PNG").toString());
    }

    @Test
    void aBrokenPictureDoesNotStopTheOthers() throws IOException {
        Path broken = Files.writeString(pictures.resolve("a.png"), "no picture");
        Path good = picture("b.png");
        Ran ran = Ran.of("predict", pictures, "--model", model);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out().lines()).singleElement().asString().startsWith(good + "\t");
        assertThat(ran.err())
                .isEqualToNormalizingNewlines(
                        "trocr4j: " + broken + ": is not a PNG, JPEG, BMP or GIF picture; convert it to PNG.\n");
    }

    @Test
    void jsonHasAnObjectForEachInTheirOrder() throws IOException {
        Path broken = Files.writeString(pictures.resolve("a.png"), "no picture");
        Path good = picture("b.png");
        Ran ran = Ran.of("predict", pictures, folder.resolve("missing.png"), "--model", model, "--json");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
        List<JsonNode> lines = ran.out().lines().map(PredictCommandTest::json).toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).get("file").textValue()).isEqualTo(broken.toString());
        assertThat(lines.get(0).get("error").textValue()).contains("is not a PNG");
        assertThat(lines.get(1).get("file").textValue()).isEqualTo(good.toString());
        assertThat(lines.get(1).get("digits").textValue()).matches("[0-9]{5}");
        assertThat(lines.get(1).get("confidences")).hasSize(5);
        assertThat(lines.get(1).get("confidence").doubleValue()).isBetween(0.0, 1.0);
        assertThat(lines.get(2).get("error").textValue()).contains("does not exist");
    }

    @Test
    void readingsBelowTheMinimumConfidenceAreUncertain() throws IOException {
        Path strip = picture("a.png");
        Ran certain = Ran.of("predict", strip, "--as-is", "--model", model, "--min-confidence", "0");
        Ran uncertain = Ran.of("predict", strip, "--as-is", "--model", model, "--min-confidence", "1");
        Ran wrong = Ran.of("predict", strip, "--min-confidence", "2");
        assertThat(certain.out()).doesNotContain("uncertain");
        assertThat(uncertain.out()).contains("\tuncertain");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--min-confidence: expected 0 to 1, found 2.0");
    }

    @Test
    void manyPicturesKeepTheirOrder() throws IOException {
        for (int i = 10; i < 50; i++) {
            picture(i + ".png");
        }
        Files.writeString(pictures.resolve("31a.png"), "no picture");
        Ran ran = Ran.of("predict", pictures, "--model", model, "--json");
        List<String> files = ran.out()
                .lines()
                .map(line -> json(line).get("file").textValue())
                .toList();
        assertThat(files).hasSize(41).isSorted();
    }

    @Test
    void aFolderWithoutPicturesIsAFailure() {
        Ran ran = Ran.of("predict", pictures, "--model", model);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains(pictures + ": expected PNG, JPEG, BMP or GIF pictures, found none.");
    }

    @Test
    void theDefaultModelIsThatOfTheNewestRun() throws IOException {
        Path runs = folder.resolve("runs");
        SmallModels.save(runs.resolve("a").resolve("best"));
        Ran ran = Ran.of("predict", picture("strip.png"), "--runs", runs);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out().lines()).hasSize(1);
        assertThat(ran.err())
                .isEqualToNormalizingNewlines(
                        "trocr4j: reading with " + runs.resolve("a").resolve("best") + ".\n");
    }

    @Test
    void withoutRunsTheDefaultIsTheShippedModel() throws IOException {
        Ran ran = Ran.of("predict", picture("strip.png"), "--runs", folder.resolve("runs"));
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out()).containsPattern("strip\\.png\t[0-9]{5}\t");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void textRequiresAModel() throws IOException {
        Ran ran = Ran.of("predict", "--text", picture("strip.png"), "--runs", folder.resolve("runs"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("Expected a model that reads text, found none", "--model");
    }

    @Test
    void blankPaperIsAFailureUnlessReadAsIs() throws IOException {
        Path blank = pictures.resolve("blank.png");
        ImageIO.write(new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY), "png", blank.toFile());
        Ran ran = Ran.of("predict", blank, "--model", model);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains(blank + ": expected digits, but nothing stands out", "--as-is");
        assertThat(Ran.of("predict", blank, "--model", model, "--as-is").exitCode())
                .isZero();
    }

    @Test
    void aClosedPipeEndsPredict() throws IOException {
        Writer gone = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        StringWriter err = new StringWriter();
        int exitCode = CommandLineInterface.run(
                new PrintWriter(gone),
                new PrintWriter(err),
                "predict",
                picture("strip.png").toString(),
                "--model",
                model.toString());
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString()).contains("The output cannot be written");
    }

    private Path picture(String name) throws IOException {
        BufferedImage image = new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 6; y < 22; y++) {
            image.getRaster().setSample(name.hashCode() & 127, y, 0, 255);
        }
        Path file = pictures.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private static JsonNode json(String line) {
        try {
            return JsonMapper.builder().build().readTree(line);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }
}
