package io.github.trocr4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.image.ImageProcessorConfig.Fit;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Results are bit for bit those of HuggingFace. */
class TrOcrImageProcessorTest {
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

    /** Checks the pixel values of colour noise, bit for bit, against HuggingFace's processor. */
    @Tag("golden")
    @ParameterizedTest
    @CsvFileSource(resources = "/golden/pixel_values.csv", numLinesToSkip = 1)
    void computesHfsPixelValuesBitForBit(int width, int height, int toWidth, int toHeight, String crc32) {
        TrOcrImageProcessor processor = new TrOcrImageProcessor(ImageProcessorConfig.trOcr(toHeight, toWidth));
        float[] values = processor.pixelValues(Noise.colour(width, height));
        assertThat(values).hasSize(3 * toWidth * toHeight);
        assertThat(Noise.checksum(values)).isEqualTo(crc32);
    }

    /** As above, for the processor of Donut, which keeps the aspect ratio. */
    @Tag("golden")
    @ParameterizedTest
    @CsvFileSource(resources = "/golden/padded_values.csv", numLinesToSkip = 1)
    void computesDonutsPixelValuesBitForBit(
            Resampling filter, int width, int height, int toWidth, int toHeight, String crc32) {
        TrOcrImageProcessor processor = new TrOcrImageProcessor(new ImageProcessorConfig(
                true, toHeight, toWidth, Fit.PAD, filter, true, 1 / 255.0, true, HALF, List.of(0.5, 0.4, 0.3)));
        float[] values = processor.pixelValues(Noise.colour(width, height));
        assertThat(values).hasSize(3 * toWidth * toHeight);
        assertThat(Noise.checksum(values)).isEqualTo(crc32);
    }

    @Test
    void paddingIsCentredAndBlack() {
        float[] wide = fitted(Fit.PAD, white(40, 2), 10, 5);
        assertThat(wide).hasSize(150);
        assertThat(row(wide, 10, 0)).containsOnly(-1);
        assertThat(row(wide, 10, 1)).containsOnly(-1);
        assertThat(row(wide, 10, 2)).containsOnly(1);
        assertThat(row(wide, 10, 3)).containsOnly(-1);
        assertThat(row(fitted(Fit.PAD, white(3, 3), 8, 5), 8, 4)).containsExactly(-1, 1, 1, 1, 1, 1, -1, -1);
    }

    @Test
    void paddingWithPaperTakesItsColourFromTheBorder() {
        byte[][] planes = new byte[3][60 * 60];
        int[] paper = {200, 220, 90};
        for (int i = 0; i < 3600; i++) {
            boolean ink = i / 60 > 15 && i / 60 < 45;
            for (int c = 0; c < 3; c++) {
                planes[c][i] = (byte) (ink ? 10 : paper[c]);
            }
        }
        float[] values = fitted(Fit.PAPER, Picture.rgb(planes[0], planes[1], planes[2], 60, 60), 90, 30);
        for (int c = 0; c < 3; c++) {
            assertThat(values[c * 2700]).isEqualTo((float) (paper[c] / 255.0) * 2 - 1, within(1e-6f));
            assertThat(values[c * 2700 + 15 * 90 + 45]).isLessThan(-0.8f);
            assertThat(values[c * 2700 + 15 * 90 + 89]).isEqualTo(values[c * 2700]);
        }
    }

    @Test
    void thePaperIsNotTheEdgeOfAScanNorTheInkThatReachesTheBorder() {
        byte[] plane = new byte[100 * 60];
        Arrays.fill(plane, (byte) 180);
        Arrays.fill(plane, 0, 100, (byte) 0);
        for (int y = 10; y < 50; y++) {
            Arrays.fill(plane, y * 100, y * 100 + 30, (byte) 20);
        }
        assertThat(Paper.colour(Picture.gray(plane, 100, 60))).containsExactly(180, 180, 180);
        byte[] one = {7};
        assertThat(Paper.colour(Picture.gray(one, 1, 1))).containsExactly(7, 7, 7);
    }

    /** HuggingFace fails where a side would become 0. */
    @ParameterizedTest
    @CsvSource({"5000, 1, 320, 64", "1, 5000, 320, 64", "200000, 2, 384, 384", "300, 1, 384, 384", "1, 300, 384, 384"})
    void fitsPicturesOfAnyShape(int width, int height, int toWidth, int toHeight) {
        float[] values = fitted(Fit.PAD, white(width, height), toWidth, toHeight);
        int seen = 0;
        for (int i = 0; i < toWidth * toHeight; i++) {
            seen += values[i] == 1 ? 1 : 0;
        }
        assertThat(seen).isEqualTo(width > height ? toWidth : toHeight);
        assertThat(values[(toHeight - 1) / 2 * toWidth + (toWidth - 1) / 2]).isEqualTo(1);
    }

    @Test
    void aBatchOfPaddedPicturesMayDifferInSize() {
        TrOcrImageProcessor processor =
                new TrOcrImageProcessor(ImageProcessorConfig.trOcr(32, 160).withFit(Fit.PAD));
        Picture first = Picture.gray(Noise.plane(140, 28), 140, 28);
        Picture second = Noise.colour(70, 30);
        float[] batch = processor.pixelValues(List.of(first, second));
        int values = 3 * 32 * 160;
        assertThat(Arrays.copyOf(batch, values)).isEqualTo(processor.pixelValues(first));
        assertThat(Arrays.copyOfRange(batch, values, 2 * values)).isEqualTo(processor.pixelValues(second));
    }

    @Test
    void keepingTheAspectRatioNeedsResizing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> processor(true, true).config().withFit(Fit.PAD))
                .withMessageContaining("do_resize");
    }

    private static float[] fitted(Fit fit, Picture picture, int width, int height) {
        return new TrOcrImageProcessor(ImageProcessorConfig.trOcr(height, width).withFit(fit)).pixelValues(picture);
    }

    private static Picture white(int width, int height) {
        byte[] plane = new byte[width * height];
        Arrays.fill(plane, (byte) 255);
        return Picture.gray(plane, width, height);
    }

    private static float[] row(float[] values, int width, int y) {
        return Arrays.copyOfRange(values, y * width, (y + 1) * width);
    }

    @Test
    void bringsBlackToMinusOneAndWhiteToOne() {
        TrOcrImageProcessor processor = new TrOcrImageProcessor(ImageProcessorConfig.trOcr(32, 160));
        byte[] strip = new byte[140 * 28];
        assertThat(processor.pixelValues(strip, 140, 28)).hasSize(3 * 32 * 160).containsOnly(-1);
        Arrays.fill(strip, (byte) 255);
        assertThat(processor.pixelValues(strip, 140, 28)).containsOnly(1);
    }

    @Test
    void repeatsGrayInAllChannels() {
        TrOcrImageProcessor processor = new TrOcrImageProcessor(ImageProcessorConfig.trOcr(32, 160));
        byte[] strip = Noise.plane(140, 28);
        float[] gray = processor.pixelValues(strip, 140, 28);
        assertThat(gray).isEqualTo(processor.pixelValues(Picture.rgb(strip, strip, strip, 140, 28)));
        BufferedImage image = new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, 140, 28, strip);
        assertThat(gray).isEqualTo(processor.pixelValues(image));
    }

    @Test
    void aBatchIsItsPicturesOneAfterTheOther() {
        TrOcrImageProcessor processor = new TrOcrImageProcessor(ImageProcessorConfig.trOcr(32, 160));
        Picture first = Picture.gray(Noise.plane(140, 28), 140, 28);
        Picture second = Picture.gray(Noise.plane(70, 30), 70, 30);
        float[] batch = processor.pixelValues(List.of(first, second));
        int values = 3 * 32 * 160;
        assertThat(Arrays.copyOf(batch, values)).isEqualTo(processor.pixelValues(first));
        assertThat(Arrays.copyOfRange(batch, values, 2 * values)).isEqualTo(processor.pixelValues(second));
        assertThat(processor.pixelValues(List.of())).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> processor(true, true).pixelValues(List.of(first, second)));
    }

    @Test
    void doesOnlyTheStepsItIsToldTo() {
        byte[] plane = {0, 51, (byte) 255};
        assertThat(processor(false, false).pixelValues(plane, 3, 1))
                .containsExactly(0, 51, 255, 0, 51, 255, 0, 51, 255);
        assertThat(processor(true, false).pixelValues(plane, 3, 1)).containsExactly(0, 0.2f, 1, 0, 0.2f, 1, 0, 0.2f, 1);
        assertThat(processor(false, true).pixelValues(plane, 3, 1))
                .containsExactly(-1, 101, 509, -1, 101, 509, -1, 101, 509);
    }

    @Test
    void normalisesEachChannelByItsOwnMeanAndDeviation() {
        TrOcrImageProcessor processor = new TrOcrImageProcessor(new ImageProcessorConfig(
                false,
                1,
                1,
                Fit.STRETCH,
                Resampling.BICUBIC,
                false,
                1,
                true,
                List.of(1.0, 2.0, 3.0),
                List.of(1.0, 2.0, 4.0)));
        byte[] nine = {9};
        assertThat(processor.pixelValues(nine, 1, 1)).containsExactly(8, 3.5f, 1.5f);
    }

    @Test
    void servesPicturesOfChangingSizes() {
        TrOcrImageProcessor processor = new TrOcrImageProcessor(ImageProcessorConfig.trOcr(4, 4));
        float[] first = processor.pixelValues(Noise.plane(7, 5), 7, 5);
        processor.pixelValues(Noise.plane(5, 7), 5, 7);
        assertThat(processor.pixelValues(Noise.plane(7, 5), 7, 5)).isEqualTo(first);
    }

    private static TrOcrImageProcessor processor(boolean rescale, boolean normalize) {
        return new TrOcrImageProcessor(new ImageProcessorConfig(
                false, 1, 1, Fit.STRETCH, Resampling.BICUBIC, rescale, 1 / 255.0, normalize, HALF, HALF));
    }
}
