package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class CanvasTest {
    private static final int WHITE = 0xffffff;
    private static final int INK = 0x102030;

    @Test
    void thePngHasThePixelsThatWereDrawn() throws IOException {
        Canvas canvas = new Canvas(40, 30, 0xfedcba);
        canvas.rectangle(3, 4, 20, 10, 3, INK);
        canvas.text("8%", 5, 16, 10, 1.5, 0xff0000);

        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(canvas.png()));

        for (int y = 0; y < 30; y++) {
            for (int x = 0; x < 40; x++) {
                assertThat(picture.getRGB(x, y) & WHITE).isEqualTo(canvas.pixel(x, y));
            }
        }
    }

    @Test
    void bilinearScalingKeepsTheMiddleOfLargePixelsAndMixesBetweenThem() {
        Canvas canvas = new Canvas(8, 4, WHITE);
        canvas.gray(new byte[] {0, (byte) 200}, 2, 1, 0, 0, 4);

        assertThat(IntStream.range(0, 8).map(x -> canvas.pixel(x, 0) & 0xff))
                .containsExactly(0, 0, 25, 75, 125, 175, 200, 200);
    }

    @Test
    void drawingIsClipped() {
        Canvas canvas = new Canvas(4, 4, WHITE);

        canvas.rectangle(-5, -5, 3, 3, 0, INK);
        canvas.rectangle(3, 3, 9, 9, 0, INK);
        canvas.text("outside", 50, -50, 10, 1, INK);

        assertThat(canvas.pixel(0, 0)).isEqualTo(WHITE);
        assertThat(canvas.pixel(2, 3)).isEqualTo(WHITE);
        assertThat(canvas.pixel(3, 3)).isEqualTo(INK);
    }

    @Test
    void digitsHaveTheSameWidth() {
        assertThat(IntStream.range(0, 10).mapToDouble(digit -> Canvas.textWidth("" + digit, 14)))
                .containsOnly(8.0);
    }

    @Test
    void eachDigitLooksDifferent() {
        assertThat(IntStream.range(0, 10).mapToObj(digit -> StrokeFont.segments("" + digit)))
                .doesNotHaveDuplicates();
    }

    @Test
    void charactersWithoutAGlyphAreBoxes() {
        assertThat(StrokeFont.segments("\u00e9")).hasSize(4).isEqualTo(StrokeFont.segments("\u4e94"));
    }
}
