package io.github.trocr4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AugmentationTest {
    private static final byte[] DIGIT =
            GeneratedDigits.generate(1, 1, 0).train().image(0);

    @ParameterizedTest
    @EnumSource
    void theResultIsNewAndDependsOnTheRandomNumbersAlone(Augmentation augmentation) {
        byte[] before = DIGIT.clone();
        byte[] first = augmentation.apply(DIGIT, new SplittableRandom(5));
        assertThat(first).hasSize(784).isNotSameAs(DIGIT);
        assertThat(augmentation.apply(DIGIT, new SplittableRandom(5))).isEqualTo(first);
        assertThat(DIGIT).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void inkIsKeptExceptForScaleAndPen(Augmentation augmentation) {
        SplittableRandom random = new SplittableRandom(6);
        boolean pen = augmentation == Augmentation.HEAVY || augmentation == Augmentation.HEAVIER;
        for (int i = 0; i < 200; i++) {
            assertThat(ink(augmentation.apply(DIGIT, random)))
                    .isBetween(ink(DIGIT) * (pen ? 3 : 6) / 10, ink(DIGIT) * (pen ? 25 : 15) / 10);
        }
    }

    @Test
    void noneChangesNothing() {
        assertThat(Augmentation.NONE.apply(DIGIT, new SplittableRandom(1))).isEqualTo(DIGIT);
    }

    @Test
    void originalLeavesEverySecondDigitAlone() {
        SplittableRandom random = new SplittableRandom(7);
        int unchanged = 0;
        for (int i = 0; i < 1000; i++) {
            if (Arrays.equals(Augmentation.ORIGINAL.apply(DIGIT, random), DIGIT)) {
                unchanged++;
            }
        }
        assertThat(unchanged).isBetween(440, 560);
    }

    @Test
    void warpsChangeNearlyEveryDigit() {
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 100; i++) {
            assertThat(Augmentation.CENTRED.apply(DIGIT, random)).isNotEqualTo(DIGIT);
            assertThat(Augmentation.AFFINE.apply(DIGIT, random)).isNotEqualTo(DIGIT);
            assertThat(Augmentation.STRONG.apply(DIGIT, random)).isNotEqualTo(DIGIT);
            assertThat(Augmentation.HEAVY.apply(DIGIT, random)).isNotEqualTo(DIGIT);
            assertThat(Augmentation.HEAVIER.apply(DIGIT, random)).isNotEqualTo(DIGIT);
        }
    }

    @Test
    void centredMovesTheInkLessThanStrong() {
        SplittableRandom random = new SplittableRandom(10);
        double centred = 0;
        double strong = 0;
        for (int i = 0; i < 100; i++) {
            centred += Math.abs(middle(Augmentation.CENTRED.apply(DIGIT, random)) - middle(DIGIT));
            strong += Math.abs(middle(Augmentation.STRONG.apply(DIGIT, random)) - middle(DIGIT));
        }
        assertThat(centred).isLessThan(0.7 * strong);
    }

    /** Returns the column of the mean of the ink. */
    private static double middle(byte[] digit) {
        double sum = 0;
        for (int p = 0; p < digit.length; p++) {
            sum += (digit[p] & 0xff) * (p % 28);
        }
        return sum / ink(digit);
    }

    @Test
    void whatIsErasedIsSmallAndInTheMiddle() {
        SplittableRandom random = new SplittableRandom(9);
        int least = 784;
        int most = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] white = new byte[784];
            Arrays.fill(white, (byte) 255);
            Augmentation.erasePart(white, random);
            int black = 784 - ink(white) / 255;
            least = Math.min(least, black);
            most = Math.max(most, black);
            for (int p = 0; p < 784; p++) {
                boolean middle = p / 28 >= 4 && p / 28 < 24 && p % 28 >= 4 && p % 28 < 24;
                assertThat(middle || white[p] != 0).isTrue();
            }
        }
        assertThat(least).isBetween(5, 9);
        assertThat(most).isEqualTo(25);
    }

    @Test
    void aWarpThatDoesNothingReturnsEachPixel() {
        Warp still = Warp.of(0, 1, 1, 0, 0, 0);
        assertThat(still.nearest(DIGIT)).isEqualTo(DIGIT);
        assertThat(still.bilinear(DIGIT, Warp.ElasticField.STILL)).isEqualTo(DIGIT);
    }

    @Test
    void aQuarterTurnMovesTheRightEdgeDown() {
        byte[] dot = new byte[784];
        dot[10 * 28 + 27] = (byte) 200;
        // The centre is (13.5, 13.5); (27, 10) is (13.5, -3.5) from it and (3.5, 13.5) after the rotation: (17, 27).
        assertThat(Warp.rotation(90).nearest(dot)[27 * 28 + 17]).isEqualTo((byte) 200);
        assertThat(Warp.rotation(90).bilinear(dot, Warp.ElasticField.STILL)[27 * 28 + 17])
                .isEqualTo((byte) 200);
    }

    @Test
    void aShiftByHalfAPixelSharesTheInkBetweenTwo() {
        byte[] dot = new byte[784];
        dot[5 * 28 + 5] = 100;
        byte[] shifted = Warp.of(0, 1, 1, 0, 0.5, 0).bilinear(dot, Warp.ElasticField.STILL);
        assertThat(shifted[5 * 28 + 5]).isEqualTo((byte) 50);
        assertThat(shifted[5 * 28 + 6]).isEqualTo((byte) 50);
        assertThat(ink(shifted)).isEqualTo(100);
    }

    @Test
    void whatComesFromOutsideIsBackground() {
        byte[] white = new byte[784];
        Arrays.fill(white, (byte) 255);
        byte[] shifted = Warp.of(0, 1, 1, 0, 3, 0).bilinear(white, Warp.ElasticField.STILL);
        for (int x = 0; x < 28; x++) {
            assertThat(shifted[14 * 28 + x] & 0xff).as("column %s", x).isEqualTo(x < 3 ? 0 : 255);
        }
    }

    @Test
    void aTinySigmaBlursNothingAndALargeOneAverages() {
        byte[] dot = new byte[784];
        dot[0] = 90;
        assertThat(Augmentation.gaussianBlur(dot, 0.1)).isEqualTo(dot);
        byte[] blurred = Augmentation.gaussianBlur(dot, 1e6);
        // Mirroring does not repeat the border pixel: both (1, 1) and (0, 0) see the corner once.
        assertThat(blurred[0]).isEqualTo((byte) 10);
        assertThat(blurred[29]).isEqualTo((byte) 10);
        assertThat(blurred[2]).isZero();
    }

    @Test
    void theElasticFieldIsSmoothAndOfTheSizeAskedFor() {
        Warp.ElasticField field = Warp.ElasticField.random(1.6, new SplittableRandom(9));
        for (int y = 0; y < 28; y++) {
            for (int x = 1; x < 28; x++) {
                assertThat(Math.abs(field.dx()[y * 28 + x] - field.dx()[y * 28 + x - 1]))
                        .isLessThan(0.8f);
                assertThat(Math.abs(field.dy()[y * 28 + x])).isLessThan(3f);
            }
        }
    }

    private static int ink(byte[] digit) {
        int sum = 0;
        for (byte pixel : digit) {
            sum += pixel & 0xff;
        }
        return sum;
    }

    @Test
    void aThickerPenSpreadsAPointAndAThinnerOneWipesItOut() {
        byte[] point = new byte[DigitSet.PIXELS];
        int middle = 14 * Strip.SIDE + 14;
        point[middle] = (byte) 200;
        byte[] thicker = Augmentation.withPenWidth(point, 0.5);
        for (int at : new int[] {middle - 1, middle + 1, middle - Strip.SIDE, middle + Strip.SIDE}) {
            assertThat(thicker[at] & 0xff).isEqualTo(100);
        }
        assertThat(thicker[middle] & 0xff).isEqualTo(200);
        assertThat(thicker[middle - Strip.SIDE - 1]).isZero();
        assertThat(Augmentation.withPenWidth(point, -1)).containsOnly(0);
        assertThat(Augmentation.withPenWidth(point, -0.25)[middle] & 0xff).isEqualTo(150);
        assertThat(Augmentation.withPenWidth(point, 0)).isEqualTo(point);
    }
}
