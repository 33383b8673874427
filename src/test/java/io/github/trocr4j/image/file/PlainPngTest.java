package io.github.trocr4j.image.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.image.Picture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.DataFormatException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPngTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void decodesWhatJavasReaderDecodes(boolean colour) throws IOException, DataFormatException {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            Picture picture = noise(1 + random.nextInt(40), 1 + random.nextInt(20), colour, random);
            byte[] file = PngFiles.filtered(picture, colour, 1 + random.nextInt(4), random);
            Picture found = PlainPng.of(file).orElseThrow().picture();
            assertSame(found, picture);
            assertSame(found, Picture.of(ImageIO.read(new ByteArrayInputStream(file))));
        }
    }

    @Test
    void leavesOtherKindsToJavasReader() {
        Picture picture = noise(9, 5, true, new Random(1));
        assertThat(PlainPng.of(PngFiles.gray(picture, 8, false))).isPresent();
        assertThat(PlainPng.of(PngFiles.gray(picture, 8, true))).isEmpty();
        assertThat(PlainPng.of(PngFiles.gray(picture, 4, false))).isEmpty();
        assertThat(PlainPng.of(PngFiles.gray(picture, 16, false))).isEmpty();
        assertThat(PlainPng.of(PngFiles.palette(picture, 8, false))).isEmpty();
        assertThat(PlainPng.of(PngFiles.colour(picture, 8, true, false))).isEmpty();
        assertThat(PlainPng.of(PngFiles.gray(picture, 8, false, PngFiles.chunk("tRNS", new byte[] {0, 9}))))
                .isEmpty();
    }

    @Test
    void refusesPixelsThatEndEarlyOrAreNotCompressed() {
        Picture picture = noise(30, 10, false, new Random(1));
        assertThatThrownBy(() -> PlainPng.of(PngFiles.ofUpperRows(picture, 4))
                        .orElseThrow()
                        .picture())
                .isInstanceOf(DataFormatException.class)
                .hasMessage("its pixels end too early");
        assertThatThrownBy(
                        () -> PlainPng.of(PngFiles.claiming(7, 7)).orElseThrow().picture())
                .isInstanceOf(DataFormatException.class);
    }

    private static void assertSame(Picture found, Picture expected) {
        assertThat(found.isGray()).isEqualTo(expected.isGray());
        for (int channel = 0; channel < 3; channel++) {
            assertThat(found.plane(channel)).isEqualTo(expected.plane(channel));
        }
    }

    private static Picture noise(int width, int height, boolean colour, Random random) {
        byte[][] planes = new byte[3][width * height];
        for (byte[] plane : planes) {
            random.nextBytes(plane);
        }
        return colour
                ? Picture.rgb(planes[0], planes[1], planes[2], width, height)
                : Picture.gray(planes[0], width, height);
    }
}
