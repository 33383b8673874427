package io.github.trocr4j.image.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.image.Picture;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExifOrientationTest {
    @ParameterizedTest
    @CsvSource({
        "1, 123456, 3", "2, 321654, 3", "3, 654321, 3", "4, 456123, 3",
        "5, 142536, 2", "6, 415263, 2", "7, 635241, 2", "8, 362514, 2"
    })
    void aPictureIsTurnedAsItsOrientationSays(int orientation, String expected, int width) {
        Picture turned = ExifOrientation.upright(Picture.gray(digits("123456"), 3, 2), orientation);
        assertThat(turned.width()).isEqualTo(width);
        assertThat(turned.height()).isEqualTo(6 / width);
        assertThat(turned.gray()).isEqualTo(digits(expected));
    }

    private static byte[] digits(String digits) {
        return digits.getBytes(StandardCharsets.US_ASCII);
    }
}
