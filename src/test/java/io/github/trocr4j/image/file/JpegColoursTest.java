package io.github.trocr4j.image.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flat components with various segments have the expected colour, computed with the formulas in double. */
class JpegColoursTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"255, 255, 255, 255", "0, 255, 255, 255", "255, 0, 128, 200", "10, 20, 30, 0", "100, 150, 200, 250"})
    void cmykIsInkTakenFromWhiteAsAdobeHasIt(int cyan, int magenta, int yellow, int black) throws IOException {
        byte[] plain = flat(cyan, magenta, yellow, black);
        for (byte[] file : new byte[][] {plain, JpegFiles.adobe(plain, 0)}) {
            is(read(file), cyan * black / 255.0, magenta * black / 255.0, yellow * black / 255.0);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 128, 128, 255", "255, 128, 128, 255", "120, 100, 150, 255", "90, 140, 120, 128"})
    void ycckIsCmykWithItsFirstThreeTransformed(int y, int cb, int cr, int black) throws IOException {
        double share = black / 255.0;
        is(
                read(JpegFiles.adobe(flat(y, cb, cr, black), 2)),
                (255 - (y + 1.402 * (cr - 128))) * share,
                (255 - (y - 0.34414 * (cb - 128) - 0.71414 * (cr - 128))) * share,
                (255 - (y + 1.772 * (cb - 128))) * share);
    }

    @ParameterizedTest
    @CsvSource({"120, 100, 150", "200, 128, 128", "60, 140, 110"})
    void threeComponentsAreYcbcrWhateverTheirIds(int y, int cb, int cr) throws IOException {
        byte[] plain = flat(y, cb, cr);
        for (byte[] file : new byte[][] {
            JpegFiles.numbered(plain, 1, 2, 3),
            JpegFiles.numbered(plain, 0, 1, 2),
            JpegFiles.numbered(plain, 7, 9, 200),
            JpegFiles.jfif(JpegFiles.numbered(plain, 'R', 'G', 'B')),
            JpegFiles.adobe(plain, 1)
        }) {
            is(
                    read(file),
                    y + 1.402 * (cr - 128),
                    y - 0.34414 * (cb - 128) - 0.71414 * (cr - 128),
                    y + 1.772 * (cb - 128));
        }
    }

    @Test
    void theyAreRgbIfAdobeOrTheirIdsSaySo() throws IOException {
        byte[] plain = flat(10, 100, 200);
        is(read(JpegFiles.adobe(plain, 0)), 10, 100, 200);
        is(read(JpegFiles.numbered(plain, 'R', 'G', 'B')), 10, 100, 200);
    }

    @Test
    void oneComponentIsGray() throws IOException {
        Picture picture = read(flat(77));
        assertThat(picture.isGray()).isTrue();
        is(picture, 77, 77, 77);
    }

    private Picture read(byte[] file) throws IOException {
        return PictureFile.read(Files.write(folder.resolve("flat.jpg"), file));
    }

    private static byte[] flat(int... components) throws IOException {
        byte[][] planes = new byte[components.length][16 * 16];
        for (int i = 0; i < planes.length; i++) {
            Arrays.fill(planes[i], (byte) components[i]);
        }
        return JpegFiles.of(16, 16, planes);
    }

    private static void is(Picture picture, double red, double green, double blue) {
        double[] expected = {red, green, blue};
        for (int i = 0; i < 3; i++) {
            assertThat((double) (picture.plane(i)[100] & 0xff)).isCloseTo(expected[i], within(2.0));
        }
    }
}
