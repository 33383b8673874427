package io.github.trocr4j.image.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.image.Noise;
import io.github.trocr4j.image.Pages;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.Renderings;
import io.github.trocr4j.image.Renderings.Light;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds strips of five digits in pictures: the digits are in order, each as drawn in its box. */
class StripFinderTest {
    private static final Light PAPER = Pages.PAPER;
    private static final Light PHOTOGRAPH = Pages.PHOTOGRAPH;

    private static final List<Strip> STRIPS =
            SequenceDataset.inOrder(GeneratedDigits.generate(5, 1, 100).test());

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, 3.5})
    void aStripAsTrainedStaysAsItIsAtAnySize(double scale) {
        for (Strip strip : STRIPS) {
            Picture picture = Renderings.scaled(picture(strip), scale);
            assertThat(StripFinder.find(picture, 5).orElseThrow()).isSameAs(picture);
        }
    }

    @Test
    void aBlackOnWhiteStripIsInverted() {
        for (Strip strip : STRIPS) {
            Picture found = find(Renderings.seen(picture(strip), Light.even(255, 0)));
            assertThat(distance(found.gray(), strip.pixels())).isLessThan(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void darkOnLightWithMargins(int index) {
        Picture page = Renderings.margins(large(index), 40, 30, 90, 70);
        finds(index, Renderings.seen(page, PAPER));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void lightOnDarkWithMargins(int index) {
        Picture page = Renderings.margins(large(index), 10, 90, 30, 20);
        finds(index, Renderings.seen(page, Light.even(20, 220)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void aPhotographInUnevenLight(int index) {
        Picture page = Renderings.margins(large(index), 90, 130, 90, 130);
        finds(index, Renderings.seen(page, PHOTOGRAPH));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void aPhotographOfAFormField(int index) {
        Picture page = Renderings.framed(Renderings.margins(large(index), 60, 50, 60, 50), 20);
        finds(index, Renderings.seen(page, PHOTOGRAPH));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aRuledLineAndSpecks(int index) {
        Picture page = Renderings.margins(large(index), 60, 50, 60, 50);
        finds(index, Renderings.seen(Renderings.specked(Renderings.ruled(page, page.height() - 25), 30), PAPER));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void paperOnADarkTable(int index) {
        Picture page = Renderings.margins(large(index), 60, 60, 60, 60);
        finds(index, Renderings.onATable(Renderings.seen(page, PAPER), 40));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aLargePhotographIsMadeSmallerFirst(int index) {
        Picture page = Renderings.margins(Renderings.scaled(picture(STRIPS.get(index)), 12), 300, 400, 300, 400);
        finds(index, Renderings.seen(page, PHOTOGRAPH));
    }

    @Test
    void digitsThatTouchAreCutApart() {
        // Two bars with a bridge, and beside them bars as wide as three digits.
        byte[] plane = new byte[200 * 60];
        for (int bar : new int[] {20, 50, 90, 130, 170}) {
            fill(plane, 200, bar, 15, bar + 8, 45);
        }
        fill(plane, 200, 28, 28, 50, 31);
        Picture found = find(Picture.gray(plane, 200, 60));
        for (int i = 0; i < 5; i++) {
            assertThat(box(found.gray(), i)).as("box %s", i).contains((byte) 255);
        }
    }

    @Test
    void aCutFollowsTheDigits() {
        // Slanted strokes, the second and third of which touch; no straight line separates them.
        byte[] plane = new byte[240 * 60];
        for (int stroke : new int[] {30, 80, 100, 150, 200}) {
            for (int y = 10; y < 50; y++) {
                fill(plane, 240, stroke - (y - 10) / 2, y, stroke - (y - 10) / 2 + 8, y + 1);
            }
        }
        fill(plane, 240, 76, 30, 92, 33);
        byte[] strip = find(Picture.gray(plane, 240, 60)).gray();
        for (int i = 1; i < 5; i++) {
            assertThat(likeness(box(strip, 0), box(strip, i))).as("box %s", i).isGreaterThan(0.9);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, -25", "1, -18", "2, -10", "3, 10", "4, 18", "5, 25"})
    void aRowThatRisesOrFallsIsTurnedBack(int index, double degrees) {
        Picture page = Renderings.margins(large(index), 60, 150, 60, 150);
        finds(index, Renderings.seen(Renderings.turned(page, degrees), PHOTOGRAPH));
    }

    @Test
    void whatCannotBeToldApartIsCutToTheInkWithItsAspect() {
        byte[] plane = new byte[300 * 100];
        fill(plane, 300, 100, 40, 112, 60);
        fill(plane, 300, 140, 40, 152, 60);
        byte[] strip = find(Picture.gray(plane, 300, 100)).gray();
        int ink = 0;
        for (int y = 4; y < 24; y++) {
            for (int x = 0; x < 140; x++) {
                ink += strip[y * 140 + x] & 0xff;
            }
        }
        assertThat(ink / 255.0).as("two bars of 12 x 20").isBetween(470.0, 490.0);
    }

    @Test
    void paperWithoutWritingHasNoStrip() {
        byte[] noise = new byte[200 * 100];
        Random random = new Random(1);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) (200 + Math.round(4 * random.nextGaussian()));
        }
        assertThat(StripFinder.find(Picture.gray(noise, 200, 100), 5)).isEmpty();
        assertThat(StripFinder.find(Picture.gray(new byte[140 * 28], 140, 28), 5))
                .isEmpty();
        assertThat(StripFinder.find(Picture.gray(new byte[1], 1, 1), 5)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 500", "500, 1", "2, 3", "5, 1", "64, 64", "10, 2", "2000, 3"})
    void anyPictureHasAStripOrNone(int width, int height) {
        StripFinder.find(Picture.gray(Noise.plane(width, height), width, height), 5)
                .ifPresent(strip -> assertThat(strip.width()).isPositive());
    }

    @Test
    @Timeout(120)
    void aPictureFullOfStrokesTakesBoundedTime() {
        byte[] strokes = new byte[1600 * 1600];
        for (int i = 0; i < strokes.length; i++) {
            int x = i % 1600 % 6;
            strokes[i] = (byte) (x < 5 && x == i / 1600 % 6 ? 255 : 0);
        }
        assertThat(StripFinder.find(Picture.gray(strokes, 1600, 1600), 5)).isPresent();
    }

    @Test
    void refusesZeroDigits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StripFinder.find(Picture.gray(new byte[1], 1, 1), 0))
                .withMessageContaining("digits");
    }

    private static Picture picture(Strip strip) {
        return Picture.gray(strip.pixels(), Strip.WIDTH, Strip.HEIGHT);
    }

    private static Picture large(int index) {
        return Renderings.scaled(picture(STRIPS.get(index)), 4);
    }

    private static Picture find(Picture picture) {
        return StripFinder.find(picture, 5).orElseThrow();
    }

    /** Each box of the strip resembles the digit that was drawn there, more than the four others. */
    private static void finds(int index, Picture picture) {
        Picture found = find(picture);
        assertThat(found.width()).isEqualTo(Strip.WIDTH);
        assertThat(found.height()).isEqualTo(Strip.HEIGHT);
        byte[] drawn = STRIPS.get(index).pixels();
        for (int i = 0; i < Strip.LENGTH; i++) {
            byte[] box = box(found.gray(), i);
            double own = likeness(box, box(drawn, i));
            assertThat(own).as("digit %s", i).isGreaterThan(0.8);
            for (int other = 0; other < Strip.LENGTH; other++) {
                assertThat(own)
                        .as("digit %s, like %s", i, other)
                        .isGreaterThanOrEqualTo(likeness(box, box(drawn, other)));
            }
        }
    }

    private static void fill(byte[] plane, int columns, int left, int top, int right, int bottom) {
        for (int y = top; y < bottom; y++) {
            Arrays.fill(plane, y * columns + left, y * columns + right, (byte) 255);
        }
    }

    private static byte[] box(byte[] strip, int index) {
        byte[] box = new byte[Strip.SIDE * Strip.SIDE];
        for (int y = 0; y < Strip.SIDE; y++) {
            System.arraycopy(strip, y * Strip.WIDTH + index * Strip.SIDE, box, y * Strip.SIDE, Strip.SIDE);
        }
        return box;
    }

    /** Returns the cosine of the angle between two blurred planes, so that thin strokes may differ by half a pixel. */
    private static double likeness(byte[] first, byte[] second) {
        int[] a = blurred(first);
        int[] b = blurred(second);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return ab / Math.sqrt(Math.max(1, aa * bb));
    }

    /** Returns sums of three by three pixels. There is no ink at the border. */
    private static int[] blurred(byte[] box) {
        int[] sums = new int[box.length];
        for (int y = 1; y < Strip.SIDE - 1; y++) {
            for (int x = 1; x < Strip.SIDE - 1; x++) {
                for (int v = y - 1; v <= y + 1; v++) {
                    for (int u = x - 1; u <= x + 1; u++) {
                        sums[y * Strip.SIDE + x] += box[v * Strip.SIDE + u] & 0xff;
                    }
                }
            }
        }
        return sums;
    }

    private static double distance(byte[] a, byte[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
        }
        return sum / a.length;
    }
}
