package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.PictureReadings.Outcome;
import io.github.trocr4j.image.ClearDigits;
import io.github.trocr4j.image.Pages;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.Renderings;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.UnreadableImageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads photographs and scans rather than strips, with the shipped model. */
class DigitReaderPicturesTest {
    @TempDir
    static Path folder;

    private static DigitReader reader;
    private static BufferedImage photo;
    private static Path photoFile;
    private static Path blank;
    private static Path damaged;

    @BeforeAll
    static void pictures() throws IOException {
        reader = DigitReader.load();
        Picture ink = Pages.roomy(Renderings.scaled(ClearDigits.strip("40716"), 3));
        photo = image(Renderings.seen(ink, Pages.PHOTOGRAPH));
        photoFile = png("photo.png", photo);
        blank = png("blank.png", new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY));
        damaged = Files.writeString(folder.resolve("damaged.png"), "no picture");
    }

    @AfterAll
    static void close() {
        reader.close();
    }

    @Test
    void aPhotographIsReadFromAFileAStreamOrAnImage() throws IOException {
        Reading reading = reader.read(photoFile);
        assertThat(reading.digits()).isEqualTo("40716");
        assertThat(reader.read(photo)).isEqualTo(reading);
        try (InputStream in = Files.newInputStream(photoFile)) {
            assertThat(reader.read(in)).isEqualTo(reading);
        }
    }

    @Test
    void aPictureIsReadLikeItsStrip() throws IOException {
        Picture strip = reader.findStrip("photo", PictureFile.read(photoFile));
        assertThat(reader.readStrip(strip)).isEqualTo(reader.read(photoFile));
    }

    @Test
    void aBlankPageHasNoDigits() throws IOException {
        assertThatThrownBy(() -> reader.read(blank))
                .isInstanceOf(NoDigitsException.class)
                .hasMessage(blank + ": expected digits, but nothing stands out from the paper.");
        try (InputStream in = Files.newInputStream(blank)) {
            assertThatThrownBy(() -> reader.read(in))
                    .isInstanceOf(NoDigitsException.class)
                    .hasMessageStartingWith("picture: expected digits");
        }
    }

    @Test
    void whatCannotBeDecodedIsUnreadable() {
        assertThatThrownBy(() -> reader.read(damaged))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessage(damaged + ": is not a PNG, JPEG, BMP or GIF picture; convert it to PNG.");
        assertThatThrownBy(() -> reader.read(folder.resolve("none.png"))).hasMessageContaining("does not exist");
    }

    @Test
    void eachOfManyFilesHasAReadingOrAProblem() throws IOException {
        List<Outcome<Path, Reading>> outcomes = reader.readFiles(List.of(damaged, photoFile, blank, photoFile));
        assertThat(outcomes).extracting(Outcome::key).containsExactly(damaged, photoFile, blank, photoFile);
        assertThat(outcomes.get(1).orThrow().digits()).isEqualTo("40716");
        assertThat(outcomes.get(3).orThrow().digits()).isEqualTo("40716");
        assertThatThrownBy(outcomes.get(0)::orThrow).hasMessageContaining("is not a PNG");
        assertThatThrownBy(outcomes.get(2)::orThrow).isInstanceOf(NoDigitsException.class);
    }

    @Test
    void eachOfManyImagesHasAReadingOrAProblem() throws IOException {
        BufferedImage black = new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY);
        List<Outcome<BufferedImage, Reading>> outcomes = reader.readImages(List.of(black, photo));
        assertThat(outcomes.get(0).problem()).containsInstanceOf(NoDigitsException.class);
        assertThat(outcomes.get(1).orThrow().digits()).isEqualTo("40716");
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
