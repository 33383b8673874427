package io.github.trocr4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

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
                false, 1, 1, Resampling.BICUBIC, false, 1, true, List.of(1.0, 2.0, 3.0), List.of(1.0, 2.0, 4.0)));
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
        return new TrOcrImageProcessor(
                new ImageProcessorConfig(false, 1, 1, Resampling.BICUBIC, rescale, 1 / 255.0, normalize, HALF, HALF));
    }
}
