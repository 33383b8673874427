package io.github.trocr4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageTypeSpecifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Converts images of each kind to the expected bytes. */
class PictureTest {
    @Test
    void gray95Stays95() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, 95);
        assertThat(image.getRGB(0, 0) & 0xff).as("what getRGB makes of it").isNotEqualTo(95);
        assertGray(Picture.of(image), 95);
    }

    @Test
    void sixteenBitGrayKeepsItsUpperByte() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 0xabcd);
        assertGray(Picture.of(image), 0xab);
    }

    @Test
    void binaryIsBlackAndWhite() {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        image.getRaster().setSample(1, 0, 0, 1);
        assertGray(Picture.of(image), 0, 255);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_BGR, BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_INT_ARGB_PRE
            })
    void redGreenAndBlueAreInOrder(int type) {
        BufferedImage image = new BufferedImage(2, 1, type);
        image.setRGB(1, 0, 0xff0a141e);
        Picture picture = Picture.of(image);
        assertThat(picture.isGray()).isFalse();
        assertThat(picture.plane(0)[1]).isEqualTo((byte) 10);
        assertThat(picture.plane(1)[1]).isEqualTo((byte) 20);
        assertThat(picture.plane(2)[1]).isEqualTo((byte) 30);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_INT_ARGB_PRE, BufferedImage.TYPE_4BYTE_ABGR})
    void whiteShowsThroughTransparency(int type) {
        BufferedImage image = new BufferedImage(3, 1, type);
        image.setRGB(1, 0, 0x80000000);
        image.setRGB(2, 0, 0xff000000);
        assertThat(Picture.of(image).plane(0)).containsExactly(255, 127, 0);
    }

    @Test
    void fewBitsAreStretched() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_565_RGB);
        image.setRGB(0, 0, 0xffffffff);
        assertThat(Picture.of(image).plane(1)).containsExactly(255);
    }

    @Test
    void indicesBecomeTheirColours() {
        byte[] red = {0, 10, 20};
        byte[] green = {0, 11, 20};
        byte[] blue = {0, 12, 20};
        BufferedImage image = new BufferedImage(
                4, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 3, red, green, blue, 2));
        image.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 1, 2, 9});
        Picture picture = Picture.of(image);
        assertThat(picture.plane(0))
                .as("index 2 is transparent, index 9 is none")
                .containsExactly(0, 10, 255, 0);
        assertThat(picture.plane(2)).containsExactly(0, 12, 255, 0);
    }

    @Test
    void aPartOfAnImageIsThatPart() {
        BufferedImage image = new BufferedImage(3, 3, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(2, 1, 0, 7);
        assertGray(Picture.of(image.getSubimage(1, 1, 2, 1)), 0, 7);
    }

    @Test
    void colourBecomesGrayAsInPillow() {
        Picture picture =
                Picture.rgb(Noise.plane(64, 64), first(Noise.plane(64, 65)), first(Noise.plane(64, 66)), 64, 64);
        assertThat(Noise.checksum(picture.gray()))
                .as("CRC-32 of Pillow's convert('L')")
                .isEqualTo("609e99ac");
    }

    @Test
    void grayIsAlsoRedGreenAndBlue() {
        Picture picture = Picture.gray(new byte[] {1, 2}, 2, 1);
        for (int channel = 0; channel < 3; channel++) {
            assertThat(picture.plane(channel)).containsExactly(1, 2);
        }
    }

    @Test
    void refusesPlanesThatDoNotFitAndSamplesThatAreNoIntegers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Picture.gray(new byte[5], 2, 3))
                .withMessageContaining("should have 6 bytes and at least one, but has 5");
        assertThatIllegalArgumentException().isThrownBy(() -> Picture.gray(new byte[0], 0, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Picture.of(floats()))
                .withMessageContaining("integers");
    }

    private static BufferedImage floats() {
        return new ImageTypeSpecifier(
                        new ComponentColorModel(
                                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                                false,
                                false,
                                Transparency.OPAQUE,
                                DataBuffer.TYPE_FLOAT),
                        new BandedSampleModel(DataBuffer.TYPE_FLOAT, 1, 1, 1))
                .createBufferedImage(1, 1);
    }

    private static void assertGray(Picture picture, int... expected) {
        assertThat(picture.isGray()).isTrue();
        byte[] gray = picture.gray();
        assertThat(IntStream.range(0, gray.length).map(i -> gray[i] & 0xff))
                .containsExactly(IntStream.of(expected).boxed().toArray(Integer[]::new));
    }

    private static byte[] first(byte[] plane) {
        return Arrays.copyOf(plane, 64 * 64);
    }
}
