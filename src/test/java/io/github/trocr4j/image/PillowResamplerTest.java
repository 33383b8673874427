package io.github.trocr4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.trocr4j.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every byte is Pillow's. */
class PillowResamplerTest {
    @ParameterizedTest
    @CsvSource({
        "40x200, 64x320",
        "40x200, 384x384",
        "384x384, 64x320",
        "384x384, 384x384",
        "500x900, 64x320",
        "500x900, 384x384"
    })
    void resizesTheGoldenPicturesAsPillow(String from, String to) throws IOException {
        try (SafetensorsFile file = GoldenPictures.open()) {
            Picture picture = GoldenPictures.picture(file, "image." + from);
            Picture expected = GoldenPictures.picture(file, "resized_u8." + from + "_to_" + to);
            PillowResampler resampler = new PillowResampler(
                    picture.width(), picture.height(), expected.width(), expected.height(), Resampling.BICUBIC);
            for (int channel = 0; channel < 3; channel++) {
                assertThat(resampler.resize(picture.plane(channel))).isEqualTo(expected.plane(channel));
            }
        }
    }

    /** CRC-32 of what Pillow 12.3 makes of {@link Noise} by {@code Image.resize}. */
    @ParameterizedTest
    @CsvSource({
        "BICUBIC, 140, 28, 160, 32, 3efd7aac",
        "BICUBIC, 140, 28, 384, 384, 5a32047e",
        "BICUBIC, 140, 28, 320, 64, f755ea44",
        "BICUBIC, 140, 28, 140, 40, 78e4b031",
        "BICUBIC, 140, 28, 200, 28, 9fa8bf38",
        "BICUBIC, 140, 28, 140, 28, e6144912",
        "BICUBIC, 300, 200, 160, 32, 2988d71a",
        "BICUBIC, 1, 1, 5, 3, f07b5d9a",
        "BICUBIC, 7, 5, 1, 1, e8b7be43",
        "BICUBIC, 2, 300, 64, 2, 011a9254",
        "BICUBIC, 33, 17, 32, 18, e5309873",
        "BILINEAR, 140, 28, 160, 32, 70026bfb",
        "BILINEAR, 140, 28, 384, 384, 63109a50",
        "BILINEAR, 140, 28, 320, 64, a288b6e3",
        "BILINEAR, 140, 28, 140, 40, adfcaf2c",
        "BILINEAR, 140, 28, 200, 28, 7223a98e",
        "BILINEAR, 140, 28, 140, 28, e6144912",
        "BILINEAR, 300, 200, 160, 32, 4f32ffb7",
        "BILINEAR, 1, 1, 5, 3, f07b5d9a",
        "BILINEAR, 7, 5, 1, 1, 29d6a3e8",
        "BILINEAR, 2, 300, 64, 2, 8e2db2d2",
        "BILINEAR, 33, 17, 32, 18, 802c5ae8",
    })
    void resizesNoiseAsPillow(Resampling filter, int width, int height, int toWidth, int toHeight, String checksum) {
        byte[] plane = Noise.plane(width, height);
        byte[] before = plane.clone();
        byte[] resized = PillowResampler.resize(plane, width, height, toWidth, toHeight, filter);
        assertThat(resized).hasSize(toWidth * toHeight);
        assertThat(Noise.checksum(resized)).isEqualTo(checksum);
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
    @CsvSource({"0, NEAREST", "1, LANCZOS", "4, BOX", "5, HAMMING", "6, unknown"})
    void refusesPillowsOtherFiltersByName(int code, String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resampling.ofCode(code))
                .withMessageContaining(name);
    }
}
