package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.PictureReadings.Outcome;
import io.github.trocr4j.image.ClearDigits;
import io.github.trocr4j.image.Pages;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.UnreadableImageException;
import io.github.trocr4j.image.row.WritingRow;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finds and reads the lines in pictures, with untrained models: what matters is which lines there are, and where. */
class LineReaderPicturesTest {
    private static final BufferedImage BLANK = new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY);
    private static final Picture PAGE = Pages.page(Pages.column("704", "15", "93862"));

    @TempDir
    static Path folder;

    private static LineReader reader;
    private static Path page;
    private static Path blank;
    private static Path damaged;

    @BeforeAll
    static void pictures() throws IOException {
        reader = SmallModels.constant(SmallModels.numbers(), Map.of('7', 3f)).reader();
        page = png("page.png", image(PAGE));
        blank = png("blank.png", BLANK);
        damaged = Files.writeString(folder.resolve("damaged.png"), "no picture");
    }

    @AfterAll
    static void close() {
        reader.close();
    }

    @Test
    void linesComeFromTopToBottomWithTheirBoxes() {
        List<Line> lines = reader.read(PAGE);
        assertThat(lines).hasSize(3);
        assertThat(lines).extracting(Line::text).containsOnly("77777777");
        int[] digits = {3, 2, 5};
        for (int i = 0; i < 3; i++) {
            Line line = lines.get(i);
            int top = Pages.COLUMN_TOP + i * Pages.COLUMN_STEP;
            assertThat(line.y()).isBetween(top, top + 20);
            assertThat(line.y() + line.height()).isBetween(top + 36, top + 56);
            assertThat(line.x()).isBetween(Pages.COLUMN_LEFT, Pages.COLUMN_LEFT + 30);
            assertThat(line.x() + line.width())
                    .isBetween(Pages.COLUMN_LEFT + 56 * digits[i] - 30, Pages.COLUMN_LEFT + 56 * digits[i]);
        }
    }

    @Test
    void aPictureIsReadFromAFileAStreamOrAnImage() throws IOException {
        List<Line> lines = reader.read(PAGE);
        assertThat(reader.read(page)).isEqualTo(lines);
        assertThat(reader.read(image(PAGE))).isEqualTo(lines);
        try (InputStream in = Files.newInputStream(page)) {
            assertThat(reader.read(in)).isEqualTo(lines);
        }
    }

    @Test
    void aFileOfSeveralPagesHasTheLinesOfAll() throws IOException {
        Path scan = folder.resolve("scan.tif");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(scan.toFile())) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            writer.writeToSequence(new IIOImage(image(PAGE), null, null), null);
            writer.writeToSequence(new IIOImage(image(PAGE), null, null), null);
            writer.endWriteSequence();
        }
        List<Line> lines = new ArrayList<>(reader.read(PAGE));
        lines.addAll(reader.read(PAGE));
        assertThat(reader.read(scan)).isEqualTo(lines);
        try (InputStream in = Files.newInputStream(scan)) {
            assertThat(reader.read(in)).isEqualTo(lines);
        }
        List<Outcome<Path>> outcomes = reader.readFiles(List.of(scan, blank, scan));
        assertThat(outcomes).extracting(Outcome::key).containsExactly(scan, blank, scan);
        assertThat(outcomes.get(0).orThrow()).hasSize(6);
        assertThat(outcomes.get(1).orThrow()).isEmpty();
        assertThat(outcomes.get(2).orThrow()).hasSize(6);
    }

    @Test
    void readIsFindRowsReadFoundAndLines() {
        List<WritingRow> rows = reader.findRows(PAGE);
        List<Reading> readings =
                reader.readFound(rows.stream().map(WritingRow::crop).toList());
        assertThat(reader.lines(rows, readings)).isEqualTo(reader.read(PAGE));
    }

    @Test
    void aBlankPageHasNoLines() throws IOException {
        assertThat(reader.read(blank)).isEmpty();
        assertThat(reader.read(BLANK)).isEmpty();
        try (InputStream in = Files.newInputStream(blank)) {
            assertThat(reader.read(in)).isEmpty();
        }
    }

    @Test
    void whatCannotBeDecodedIsUnreadable() {
        assertThatThrownBy(() -> reader.read(damaged))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessage(damaged + ": is not a PNG, JPEG, BMP, GIF or TIFF picture; convert it to PNG.");
        assertThatThrownBy(() -> reader.read(InputStream.nullInputStream()))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessage("picture: is empty.");
        assertThatThrownBy(() -> reader.read(folder.resolve("none.png"))).hasMessageContaining("does not exist");
    }

    @Test
    void eachOfManyFilesHasLinesOrAProblem() throws IOException {
        List<Outcome<Path>> outcomes = reader.readFiles(List.of(damaged, page, blank, page));
        assertThat(outcomes).extracting(Outcome::key).containsExactly(damaged, page, blank, page);
        assertThat(outcomes.get(1).orThrow()).hasSize(3);
        assertThat(outcomes.get(2).orThrow()).isEmpty();
        assertThat(outcomes.get(3).orThrow()).hasSize(3);
        assertThatThrownBy(outcomes.get(0)::orThrow).hasMessageContaining("is not a PNG");
    }

    @Test
    void eachOfManyImagesHasItsLines() throws IOException {
        List<Outcome<BufferedImage>> outcomes = reader.readImages(List.of(BLANK, image(PAGE)));
        assertThat(outcomes.get(0).orThrow()).isEmpty();
        assertThat(outcomes.get(1).orThrow()).hasSize(3);
    }

    @Test
    void rowsReadAsNothingAreNoLines() throws IOException {
        try (LineReader silent =
                SmallModels.constant(SmallModels.numbers(), Map.of('$', 3f)).reader()) {
            assertThat(silent.findRows(PAGE)).hasSize(3);
            assertThat(silent.read(PAGE)).isEmpty();
        }
    }

    @Test
    void withoutFindingRowsThePictureIsOneLine() throws IOException {
        try (LineReader whole = SmallModels.numbers().reader(ReaderOptions.DEFAULT.withFindRows(false))) {
            isWhole(whole);
        }
    }

    @Test
    void aModelOfTextTakesThePictureAsAWhole() throws IOException {
        ModelDirectory text = SmallModels.numbers().withReading(new ReadingConfig(false, 1, 0));
        try (LineReader whole = text.reader();
                LineReader finding = text.reader(ReaderOptions.DEFAULT.withFindRows(true))) {
            isWhole(whole);
            assertThat(finding.findRows(PAGE)).hasSize(3);
        }
    }

    @Test
    void aStripInMnistsFormIsALineOfADigitModel() throws IOException {
        Picture strip = ClearDigits.strip("40716");
        try (LineReader digits = SmallModels.digits().reader()) {
            assertThat(digits.read(strip)).containsExactly(new Line(digits.readRow(strip), 0, 0, 140, 28));
        }
    }

    @Test
    void rowsForADigitModelAreWhiteOnBlack() throws IOException {
        try (LineReader digits = SmallModels.digits().reader()) {
            List<WritingRow> rows = digits.findRows(PAGE);
            assertThat(rows).hasSize(3);
            assertThat(rows).allSatisfy(row -> {
                byte[] gray = row.crop().gray();
                assertThat(gray[0]).isZero();
                assertThat(gray).contains(255);
            });
        }
    }

    @Test
    void batchedConcurrentReadsGiveEachPictureItsLines() throws Exception {
        ModelDirectory model = SmallModels.digits();
        ReaderOptions options = ReaderOptions.DEFAULT.withBatchConcurrentReads(true);
        List<Picture> pages = List.of(PAGE, Pages.page(Pages.column("8", "99999")), Picture.of(BLANK));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (LineReader alone = model.reader();
                LineReader together = model.reader(options)) {
            List<Future<List<Line>>> found = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                Picture picture = pages.get(i % 3);
                found.add(threads.submit(() -> together.read(picture)));
            }
            for (int i = 0; i < 24; i++) {
                assertThat(found.get(i).get())
                        .extracting(Line::text)
                        .isEqualTo(alone.read(pages.get(i % 3)).stream()
                                .map(Line::text)
                                .toList());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void isWhole(LineReader whole) {
        assertThat(whole.read(PAGE)).containsExactly(new Line(whole.readRow(PAGE), 0, 0, PAGE.width(), PAGE.height()));
        assertThat(whole.read(Picture.of(BLANK))).as("a blank page, too").hasSize(1);
    }

    private static BufferedImage image(Picture picture) {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, picture.width(), picture.height(), picture.gray());
        return image;
    }

    private static Path png(String name, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        ImageIO.write(image, "png", file.toFile());
        return file;
    }
}
