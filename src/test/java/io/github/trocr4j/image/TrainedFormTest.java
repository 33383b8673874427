package io.github.trocr4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrainedFormTest {
    private static final int WIDTH = 120;
    private static final int HEIGHT = 60;

    @Test
    void paperBecomesBlackAndInkWhite() {
        byte[] form = TrainedForm.of(row(200, 0, 60)).gray();
        assertThat(form[0] & 0xff).isZero();
        assertThat(form[HEIGHT / 2 * WIDTH + WIDTH / 2] & 0xff).isEqualTo(255);
    }

    @Test
    void formDoesNotDependOnPaperOrLight() {
        byte[] even = TrainedForm.of(row(240, 0, 120)).gray();
        byte[] shaded = TrainedForm.of(row(90, 1, 45)).gray(); // half as bright on the left, and brighter to the right
        int different = 0;
        for (int i = 0; i < even.length; i++) {
            different += Math.abs((even[i] & 0xff) - (shaded[i] & 0xff)) > 60 ? 1 : 0;
        }
        assertThat(different).isLessThan(even.length / 100);
    }

    @Test
    void faintMarksStayFaint() {
        byte[] form = TrainedForm.of(row(200, 0, 192)).gray();
        assertThat(form[HEIGHT / 2 * WIDTH + WIDTH / 2] & 0xff).isBetween(1, 120);
    }

    @Test
    void blankPaperStaysBlack() {
        assertThat(TrainedForm.of(Picture.gray(filled(180), WIDTH, HEIGHT)).gray())
                .containsOnly((byte) 0);
    }

    @Test
    void rowStandsAtTheLeftOfTheSheet() {
        Picture sheet = TrainedForm.of(row(200, 0, 60), 10);
        assertThat(sheet.width()).isEqualTo(600);
        assertThat(sheet.height()).isEqualTo(60);
        assertThat(sheet.gray()[30 * 600 + WIDTH / 2] & 0xff).isEqualTo(255);
        assertThat(sheet.gray()[30 * 600 + 300] & 0xff).isZero();
    }

    @Test
    void wideRowKeepsItsAspectRatio() {
        Picture sheet = TrainedForm.of(row(200, 0, 60), 1);
        assertThat(sheet.width()).isEqualTo(WIDTH);
        assertThat(sheet.height()).isEqualTo(WIDTH);
        assertThat(sheet.gray()[WIDTH / 2 * WIDTH + WIDTH / 2] & 0xff).isEqualTo(255);
    }

    @Test
    void onePixelHasAForm() {
        assertThat(TrainedForm.of(Picture.gray(new byte[1], 1, 1)).gray()).hasSize(1);
    }

    @Test
    void stripsOfDigitsMatch() {
        for (Strip strip :
                SequenceDataset.inOrder(GeneratedDigits.generate(5, 1, 50).test())) {
            Picture picture = Picture.gray(strip.pixels(), Strip.WIDTH, Strip.HEIGHT);
            assertThat(TrainedForm.matches(picture, Strip.LENGTH)).isTrue();
            assertThat(TrainedForm.matches(picture, 4)).isFalse();
        }
    }

    private static byte[] filled(int value) {
        byte[] gray = new byte[WIDTH * HEIGHT];
        Arrays.fill(gray, (byte) value);
        return gray;
    }

    /** A stroke of 6 x 40 pixels in the middle; paper and ink become brighter by {@code slope} every pixel. */
    private static Picture row(int paper, int slope, int ink) {
        byte[] gray = new byte[WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean stroke = Math.abs(x - WIDTH / 2) <= 3 && Math.abs(y - HEIGHT / 2) <= 20;
                double light = 1 + slope * x / (double) paper;
                gray[y * WIDTH + x] = (byte) Math.min(255, (int) ((stroke ? ink : paper) * light));
            }
        }
        return Picture.gray(gray, WIDTH, HEIGHT);
    }
}
