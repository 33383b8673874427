package io.github.trocr4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LinePictureTest {
    @Test
    void aPictureThatFitsIsNotChanged() {
        LinePicture small = new LinePicture(new int[6], 3, 2);

        assertThat(small.within(3, 2)).isSameAs(small);
    }

    @Test
    void aPixelIsTheMeanOfTheAreaItCovers() {
        LinePicture small = new LinePicture(new int[] {0x000000, 0xff8040, 0x000004, 0x00000c}, 4, 1).within(2, 1);

        assertThat(small.pixels()).containsExactly(0x804020, 0x000008);
    }

    @Test
    void partsOfPixelsCountByTheirArea() {
        // three columns become two: the middle one is shared
        LinePicture small =
                new LinePicture(new int[] {0, 0x00003c, 0x000078, 0, 0x00003c, 0x000078, 0, 0, 0}, 3, 3).within(2, 2);

        assertThat(small.width()).isEqualTo(2);
        assertThat(small.pixels()).containsExactly(20, 100, 7, 33);
    }

    @Test
    void theAspectIsKeptAndNoSideVanishes() {
        LinePicture small = new LinePicture(new int[1300 * 3], 1300, 3).within(640, 64);

        assertThat(small.width()).isEqualTo(640);
        assertThat(small.height()).isEqualTo(1);
        assertThat(new LinePicture(new int[128 * 128], 128, 128).within(640, 64).width())
                .isEqualTo(64);
    }

    @Test
    void aPlainPictureKeepsItsColour() {
        int[] pixels = new int[700 * 97];
        Arrays.fill(pixels, 0xfefdfc);

        assertThat(new LinePicture(pixels, 700, 97).within(640, 64).pixels()).containsOnly(0xfefdfc);
    }

    @Test
    void refusesAWrongNumberOfPixels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinePicture(new int[5], 3, 2))
                .withMessage("5 pixels for a line of 3x2");
        assertThatIllegalArgumentException().isThrownBy(() -> new LinePicture(new int[0], 0, 2));
    }
}
