package io.github.trocr4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.ModelDirectory;
import io.github.trocr4j.ReadingConfig;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.image.Pages;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void aLineHasPathTextConfidenceAndBox() throws IOException {
        Path strip = picture("strip.png");
        Ran ran = Ran.of("predict", strip, "--model", model);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).isEmpty();
        String[] columns = ran.out().strip().split("\t", -1);
        assertThat(columns).hasSize(4);
        assertThat(columns[0]).isEqualTo(strip.toString());
        assertThat(columns[1]).matches("[0-9]{5}");
        assertThat(columns[2]).matches("[01]\\.[0-9]{4}");
        assertThat(columns[3]).matches("[0-9]+,[0-9]+,[0-9]+,[0-9]+");
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
        assertThat(ran.err())
                .isEqualToNormalizingNewlines("trocr4j: " + pictures
                        + ": 1 file is no picture that can be read here: 1 TXT; 1 folder was not opened.\n");
    }

    @Test
    void whatElseAFolderHoldsIsCounted() throws IOException {
        picture("a.png");
        Files.move(picture("b.png"), pictures.resolve("b"));
        Files.move(picture("c.png"), pictures.resolve("c.bak"));
        picture(".d.png");
        picture("._a.png");
        Files.createDirectories(pictures.resolve("inner.png"));
        Files.writeString(pictures.resolve("1.heic"), "\0\0\0\30ftypheic");
        Files.writeString(pictures.resolve("2.HEIC"), "\0\0\0\30ftypmif1");
        Files.writeString(pictures.resolve("scan.pdf"), "%PDF-1.7");
        Files.writeString(pictures.resolve("clip.mov"), "\0\0\0\24ftypqt  ");
        Files.writeString(pictures.resolve("labels.csv"), "BM, 1");
        Files.writeString(pictures.resolve("raw.nef"), "II*\0\b\0\0\0");
        Files.writeString(pictures.resolve("README"), "read me");
        Ran ran = Ran.of("predict", pictures, "--model", model);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out().lines().map(line -> line.split("\t", -1)[0]))
                .containsExactly(
                        pictures.resolve("a.png").toString(),
                        pictures.resolve("b").toString(),
                        pictures.resolve("c.bak").toString());
        assertThat(ran.err())
                .isEqualToNormalizingNewlines("trocr4j: " + pictures
                        + ": 7 files are no pictures that can be read here: 2 HEIC, 1 CSV, 1 NEF, 1 PDF, 1 other,"
                        + " 1 video (convert to JPEG or PNG); 1 folder and 2 hidden files were not opened.\n");
    }

    @Test
    void aFolderWithoutPicturesSaysWhatItHolds() throws IOException {
        Files.writeString(pictures.resolve("scan.pdf"), "%PDF-1.7");
        Files.createDirectories(pictures.resolve("inner"));
        Ran ran = Ran.of("predict", pictures, "--model", model);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualToNormalizingNewlines("trocr4j: " + pictures
                        + ": expected PNG, JPEG, BMP, GIF or TIFF pictures, found none, but 1 PDF; convert to JPEG or"
                        + " PNG; 1 folder was not opened.\n");
    }

    @Test
    void eachPageOfATiffIsAPicture() throws IOException {
        BufferedImage page = ImageIO.read(picture("a.png").toFile());
        Path scan = pictures.resolve("scan.tif");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(scan.toFile())) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            writer.writeToSequence(new IIOImage(page, null, null), null);
            writer.writeToSequence(new IIOImage(page, null, null), null);
            writer.endWriteSequence();
        }
        Ran ran = Ran.of("predict", scan, "--model", model);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out().lines().map(line -> line.split("\t", -1)[0]))
                .containsExactly(scan + " page 1", scan + " page 2");
        List<JsonValue> said = Ran.of("predict", "--json", scan, "--model", model)
                .out()
                .lines()
                .map(PredictCommandTest::json)
                .toList();
        assertThat(said).extracting(node -> node.get("file").textValue()).containsOnly(scan.toString());
        assertThat(said).extracting(node -> node.get("page").intValue()).containsExactly(1, 2);
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
                        "trocr4j: " + broken + ": is not a PNG, JPEG, BMP, GIF or TIFF picture; convert it to PNG.\n");
    }

    @Test
    void jsonHasAnObjectForEachInTheirOrder() throws IOException {
        Path broken = Files.writeString(pictures.resolve("a.png"), "no picture");
        Path good = picture("b.png");
        Ran ran = Ran.of("predict", pictures, folder.resolve("missing.png"), "--model", model, "--json");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).isEmpty();
        List<JsonValue> lines = ran.out().lines().map(PredictCommandTest::json).toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).get("file").textValue()).isEqualTo(broken.toString());
        assertThat(lines.get(0).get("error").textValue()).contains("is not a PNG");
        assertThat(lines.get(1).get("file").textValue()).isEqualTo(good.toString());
        assertThat(lines.get(1).get("lines")).singleElement().satisfies(line -> {
            assertThat(line.get("text").textValue()).matches("[0-9]{5}");
            assertThat(line.get("confidence").doubleValue()).isBetween(0.0, 1.0);
            assertThat(line.get("uncertain").isTrue()).isFalse();
            assertThat(line.get("box")).hasSize(4);
        });
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
        assertThat(ran.err()).contains(pictures + ": expected PNG, JPEG, BMP, GIF or TIFF pictures, found none.");
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
        Path page = png("page.png", Pages.page(Pages.column("704", "93862")));
        Ran ran = Ran.of("predict", page, "--runs", folder.resolve("runs"));
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out().lines().map(line -> line.split("\t", -1)[1])).containsExactly("704", "93862");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void aPictureWithSeveralRowsHasALineForEach() throws IOException {
        Path page = png("page.png", Pages.page(Pages.column("704", "15", "93862")));
        Ran ran = Ran.of("predict", page, "--model", model);
        assertThat(ran.exitCode()).isZero();
        List<String> lines = ran.out().lines().toList();
        assertThat(lines).hasSize(3).allMatch(line -> line.startsWith(page + "\t"));
        assertThat(lines.stream().map(line -> Integer.valueOf(line.split("[\t,]", -1)[4])))
                .as("upper sides")
                .isSorted();
        assertThat(Ran.of("predict", page, "--model", model, "--as-is").out().lines())
                .singleElement()
                .asString()
                .endsWith("\t0,0,330,280");
    }

    @Test
    void blankPaperHasNoLinesUnlessReadAsIs() throws IOException {
        Path blank = png("blank.png", Picture.gray(new byte[140 * 28], 140, 28));
        Ran ran = Ran.of("predict", blank, "--model", model);
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).isEqualToNormalizingNewlines("trocr4j: " + blank + ": no line found.\n");
        Ran json = Ran.of("predict", blank, "--model", model, "--json");
        assertThat(json.exitCode()).isZero();
        assertThat(json(json.out()).get("lines")).isEmpty();
        assertThat(json.err()).isEmpty();
        assertThat(Ran.of("predict", blank, "--model", model, "--as-is").out().lines())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--json", "--text", "--as-is", "--json --as-is"})
    void usualCommandLinesPrintTheSameWithoutPicocli(String options) throws IOException {
        List<String> words = options.isEmpty() ? List.of() : List.of(options.split(" "));
        List<String> usual = new ArrayList<>(List.of("predict", picture("a.png").toString(), "missing.png"));
        usual.addAll(words);
        List<String> parsed = new ArrayList<>(usual);
        usual.addAll(List.of("--model", model.toString()));
        parsed.add("--model=" + model);
        StringWriter out = new StringWriter();
        OptionalInt code = PredictCommand.predictAtOnce(
                usual.toArray(String[]::new), new PrintWriter(out), new PrintWriter(new StringWriter()));
        Ran ran = Ran.of(parsed.toArray());
        assertThat(code).hasValue(ran.exitCode());
        assertThat(out).hasToString(ran.out());
        assertThat(PredictCommand.predictAtOnce(parsed.toArray(String[]::new), null, null))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "--json --text a.png", "--json --json a.png", "a.png --model", "--model -x a.png", "-h"})
    void otherCommandLinesAreParsed(String line) throws IOException {
        assertThat(PredictCommand.predictAtOnce(("predict " + line).split(" "), null, null))
                .isEmpty();
    }

    @Test
    void bothEnginesPrintTheSame() throws IOException {
        Path strip = picture("a.png");
        Ran java = Ran.of("predict", strip, "--model", model, "--engine", "java", "--text");
        Ran nd4j = Ran.of("predict", strip, "--model", model, "--engine", "nd4j", "--text");
        Ran wrong = Ran.of("predict", strip, "--engine", "cuda");
        assertThat(java.exitCode()).isZero();
        assertThat(java.out()).isEqualTo(nd4j.out());
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--engine: expected auto, java or nd4j, found cuda");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--digits", "--length"})
    void linesHaveTheLengthThatIsGiven(String option) throws IOException {
        SmallModels.constant(SmallModels.numbers(), Map.of('7', 3f)).save(model);
        Path page = png("page.png", Pages.page(Pages.column("704", "15")));
        for (String length : List.of("4", "2-4")) {
            Ran ran = Ran.of("predict", page, "--model", model, option, length);
            assertThat(ran.exitCode()).as(ran.err()).isZero();
            assertThat(ran.out().lines().map(line -> line.split("\t", -1)[1])).containsExactly("7777", "7777");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "five", "5-", "-5", "7-2", "5-6-7", "99999", "1.5"})
    void anImpossibleLengthIsAUsageError(String length) throws IOException {
        Ran ran = Ran.of("predict", picture("a.png"), "--model", model, "--length=" + length);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--length: expected a number such as 5, or two such as 2-7, found " + length);
    }

    @Test
    void aLengthThatTheModelCannotReadIsAUsageError() throws IOException {
        Ran ran = Ran.of("predict", picture("a.png"), "--model", model, "--digits", "4");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("--length: expected 5, the digits that this model reads, found 4");
    }

    @Test
    void aModelOfTextReadsThePictureAsAWhole() throws IOException {
        ModelDirectory text = SmallModels.numbers().withReading(new ReadingConfig(false, 1, 0));
        text.save(model);
        Path page = png("page.png", Pages.page(Pages.column("704", "15")));
        assertThat(Ran.of("predict", page, "--model", model).out().lines())
                .singleElement()
                .asString()
                .endsWith("\t0,0,218,200");
    }

    private Path png(String name, Picture picture) throws IOException {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, picture.width(), picture.height(), picture.gray());
        Path file = pictures.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
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

    private static JsonValue json(String line) {
        try {
            return JsonTree.read(line);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }
}
