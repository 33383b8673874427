package io.github.trocr4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Results are bit for bit those of Pillow. */
class PillowResamplerTest {
    /** CRC-32 of the results of Pillow's {@code Image.resize} for {@link Noise}. */
    @Tag("golden")
    @ParameterizedTest
    @CsvFileSource(resources = "/golden/resized.csv", numLinesToSkip = 1)
    void resizesNoiseAsPillow(Resampling filter, int width, int height, int toWidth, int toHeight, String crc32) {
        byte[] plane = Noise.plane(width, height);
        byte[] before = plane.clone();
        byte[] resized = PillowResampler.resize(plane, width, height, toWidth, toHeight, filter);
        assertThat(resized).hasSize(toWidth * toHeight);
        assertThat(Noise.checksum(resized)).isEqualTo(crc32);
        assertThat(plane).as("the input").isEqualTo(before);
    }

    @Test
    void keepsAPlainPlanePlain() {
        byte[] white = new byte[140 * 28];
        Arrays.fill(white, (byte) 255);
        assertThat(PillowResampler.resize(white, 140, 28, 160, 32, Resampling.BICUBIC))
                .containsOnly(255);
    }

    @Test
    void refusesSizesAndPlanesThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PillowResampler(0, 1, 1, 1, Resampling.BICUBIC))
                .withMessageContaining("0x1 to 1x1");
        PillowResampler resampler = new PillowResampler(3, 2, 1, 1, Resampling.BICUBIC);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resampler.resize(new byte[5]))
                .withMessage("a plane of 3x2 should have 6 bytes, but has 5");
    }

    @ParameterizedTest
    @CsvSource({"0, NEAREST", "6, unknown", "-1, unknown"})
    void refusesPillowsOtherFiltersByName(int code, String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resampling.ofCode(code))
                .withMessageContaining(name);
    }
}
