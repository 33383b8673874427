package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.trocr4j.eval.ReadStrip;
import io.github.trocr4j.eval.Readings;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ReadingsPictureTest {
    private static final int RED = 0xc62828;
    private static final int GREEN = 0x14653a;
    private static final ReadStrip RIGHT = Readings.reading("12345", "12345", 0.5);
    private static final ReadStrip WRONG = Readings.reading("12345", "12346", 0.5);

    @Test
    void showsTheStripAtTwiceItsSize() throws IOException {
        BufferedImage picture = picture(pictured(RIGHT));

        assertThat(count(picture, 0x404040)).isEqualTo(280 * 56);
    }

    @Test
    void correctDigitsAreGreenAndWrongOnesRed() throws IOException {
        BufferedImage right = picture(pictured(RIGHT));
        BufferedImage wrong = picture(pictured(WRONG));

        assertThat(count(right, RED)).isZero();
        assertThat(count(right, GREEN)).isPositive();
        assertThat(count(wrong, RED)).isPositive();
        assertThat(count(wrong, GREEN)).isPositive().isLessThan(count(right, GREEN));
    }

    @Test
    void readingsTooShortOrTooLongCanBeShown() throws IOException {
        assertThat(count(picture(pictured(Readings.reading("12345", "1234", 1.0))), RED))
                .isPositive();
        assertThat(count(picture(pictured(Readings.reading("12345", "123456", 1.0))), RED))
                .isPositive();
        assertThat(count(picture(pictured(Readings.reading("12345", "", 1.0))), GREEN))
                .isZero();
    }

    @Test
    void startsANewRowAfterFourStrips() throws IOException {
        BufferedImage four = picture(Collections.nCopies(4, pictured(RIGHT)));
        BufferedImage five = picture(Collections.nCopies(5, pictured(RIGHT)));

        assertThat(five.getWidth()).isEqualTo(four.getWidth());
        assertThat(five.getHeight()).isGreaterThan(four.getHeight());
    }

    @Test
    void refusesNoStripsAndStripsOfDifferentSizes() {
        ShownStrips.PicturedReading small = new ShownStrips.PicturedReading(new byte[6], 3, 2, RIGHT);

        assertThatIllegalArgumentException().isThrownBy(() -> ReadingsPicture.png("none", List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReadingsPicture.png("two sizes", List.of(pictured(RIGHT), small)))
                .withMessage("strips of different sizes: 140x28 and 3x2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShownStrips.PicturedReading(new byte[5], 3, 2, RIGHT))
                .withMessage("5 pixels for a strip of 3x2");
    }

    private static ShownStrips.PicturedReading pictured(ReadStrip reading) {
        byte[] pixels = new byte[28 * 140];
        Arrays.fill(pixels, (byte) 0x40);
        return new ShownStrips.PicturedReading(pixels, 140, 28, reading);
    }

    private static BufferedImage picture(ShownStrips.PicturedReading reading) throws IOException {
        return picture(List.of(reading));
    }

    private static BufferedImage picture(List<ShownStrips.PicturedReading> readings) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(ReadingsPicture.png("2 of 3", readings)));
    }

    private static int count(BufferedImage picture, int colour) {
        int count = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                count += (picture.getRGB(x, y) & 0xffffff) == colour ? 1 : 0;
            }
        }
        return count;
    }
}
