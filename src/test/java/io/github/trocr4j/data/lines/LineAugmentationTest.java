package io.github.trocr4j.data.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.json.JsonTree;
import io.github.trocr4j.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineAugmentationTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 32;
    private static final int PAPER = 230;
    private static final int INK = 30;

    @Test
    void noneReturnsThePictureItself() {
        Picture line = line();
        assertThat(LineAugmentation.NONE.apply(line, new SplittableRandom(1))).isSameAs(line);
    }

    @Test
    void theResultDependsOnPictureAndRandomNumbersOnly() {
        Picture line = line();
        byte[] before = line.plane(0);
        Picture first = changed(LineAugmentation.DEFAULT, line, 5);
        Picture second = changed(LineAugmentation.DEFAULT, line, 5);
        assertThat(second.plane(0)).isEqualTo(first.plane(0));
        assertThat(second.width()).isEqualTo(first.width());
        assertThat(line.plane(0)).isEqualTo(before);
        assertThat(changed(LineAugmentation.DEFAULT, line, 6).plane(0)).isNotEqualTo(first.plane(0));
    }

    /** A resumed run, on another machine as well, has to see the same pictures. */
    @Test
    void theBytesAreTheSameOnEveryPlatform() {
        CRC32 crc = new CRC32();
        for (int seed = 0; seed < 20; seed++) {
            crc.update(changed(LineAugmentation.DEFAULT, line(), seed).plane(0));
        }
        assertThat(crc.getValue()).isEqualTo(CHECKSUM);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 500", "500, 1", "2000, 3", "3, 2000", "2, 2", "64, 64"})
    void anySizeWorksAndStaysAboutTheSame(int width, int height) {
        byte[] plane = new byte[width * height];
        for (int i = 0; i < plane.length; i += 3) {
            plane[i] = (byte) 200;
        }
        for (int seed = 0; seed < 30; seed++) {
            Picture changed = changed(LineAugmentation.DEFAULT, Picture.gray(plane, width, height), seed);
            assertThat(changed.width()).isBetween(width, width * 8 / 5 + 2);
            assertThat(changed.height()).isBetween(height, height * 8 / 5 + 2);
        }
    }

    @Test
    void theLargestStrengthsWorkAtAnySize() {
        JsonObject largest = (JsonObject) LineAugmentation.NONE.tree();
        largest.put("rotation", 15).put("shear", 0.6).put("scale", 0.4).put("shift", 0.3);
        largest.put("perspective", 0.2).put("elastic", 0.08).put("pen_width", 1).put("contrast", 0.9);
        largest.put("ink", 1)
                .put("paper", 1)
                .put("shading", 0.7)
                .put("texture", 0.6)
                .put("occlusion", 1);
        largest.put("blur", 0.04).put("noise", 0.4);
        LineAugmentation strengths = LineAugmentation.of(largest);
        for (int[] size : new int[][] {{1, 1}, {1, 500}, {2000, 3}, {100, 100}, {160, 32}}) {
            for (int seed = 0; seed < 50; seed++) {
                Picture picture = Picture.gray(new byte[size[0] * size[1]], size[0], size[1]);
                Picture changed = changed(strengths, picture, seed);
                assertThat(changed.width()).isLessThan(6 * size[0] + 4);
                assertThat(changed.height()).isLessThan(6 * size[1] + 4);
            }
        }
    }

    @Test
    void grayStaysGrayAndColourStaysColour() {
        byte[] plane = line().plane(0);
        byte[] lighter = plane.clone();
        for (int i = 0; i < lighter.length; i++) {
            lighter[i] = (byte) Math.min(255, (plane[i] & 0xff) + 20);
        }
        Picture colour = Picture.rgb(plane, lighter, plane, WIDTH, HEIGHT);
        for (int seed = 0; seed < 20; seed++) {
            assertThat(changed(LineAugmentation.DEFAULT, line(), seed).isGray()).isTrue();
            assertThat(changed(LineAugmentation.DEFAULT, colour, seed).isGray()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rotation",
                "shear",
                "scale",
                "shift",
                "perspective",
                "elastic",
                "pen_width",
                "contrast",
                "ink",
                "paper",
                "shading",
                "texture",
                "occlusion",
                "blur",
                "noise"
            })
    void eachStrengthAloneChangesPictures(String key) {
        int changes = 0;
        for (int seed = 0; seed < 40; seed++) {
            Picture changed =
                    changed(only(key, key.equals("blur") ? 0.03 : key.equals("elastic") ? 0.08 : 0.2), line(), seed);
            changes += Arrays.equals(changed.plane(0), line().plane(0)) ? 0 : 1;
        }
        assertThat(changes).isGreaterThan(4);
    }

    /** The ink reaches the border, so that anything that leaves the picture is lost. */
    @ParameterizedTest
    @CsvSource({"rotation, 15", "shear, 0.6", "shift, 0.3", "elastic, 0.05"})
    void theTextStaysWhole(String key, double strength) {
        byte[] plane = paper(WIDTH, HEIGHT);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                if (x < 4 || x >= WIDTH - 4 || x == y) {
                    plane[y * WIDTH + x] = INK;
                }
            }
        }
        Picture line = Picture.gray(plane, WIDTH, HEIGHT);
        for (int seed = 0; seed < 40; seed++) {
            Picture changed = changed(only(key, strength), line, seed);
            assertThat(ink(changed)).isCloseTo(ink(line), within(ink(line) / (key.equals("elastic") ? 8 : 40)));
        }
    }

    @Test
    void whatIsUncoveredHasTheColourOfThePaper() {
        for (int seed = 0; seed < 20; seed++) {
            byte[] plane = changed(only("rotation", 15), line(), seed).plane(0);
            for (byte level : plane) {
                assertThat(level & 0xff).isBetween(INK, PAPER);
            }
        }
    }

    @Test
    void lightOnDarkChangesAsDarkOnLight() {
        JsonObject tree = (JsonObject) LineAugmentation.NONE.tree();
        tree.put("rotation", 5)
                .put("shear", 0.3)
                .put("scale", 0.2)
                .put("perspective", 0.1)
                .put("elastic", 0.03);
        tree.put("pen_width", 1).put("contrast", 0.4).put("texture", 0).put("blur", 0.03);
        LineAugmentation strengths = LineAugmentation.of(tree);
        for (int seed = 0; seed < 20; seed++) {
            Picture dark = changed(strengths, line(), seed);
            Picture light = changed(strengths, negative(line()), seed);
            assertThat(light.width()).isEqualTo(dark.width());
            byte[] expected = negative(dark).plane(0);
            byte[] found = light.plane(0);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i] & 0xff).isCloseTo(expected[i] & 0xff, within(2));
            }
        }
    }

    @Test
    void longLinesTurnOnlySoFarThatTheyStayLow() {
        byte[] plane = paper(2000, 20);
        Arrays.fill(plane, 10 * 2000, 11 * 2000, (byte) INK);
        for (int seed = 0; seed < 20; seed++) {
            assertThat(changed(only("rotation", 15), Picture.gray(plane, 2000, 20), seed)
                            .height())
                    .isLessThan(32);
        }
    }

    @Test
    void rotationMovesTheEndsUpAndDown() {
        byte[] plane = paper(WIDTH, HEIGHT);
        for (int x = 0; x < WIDTH; x++) {
            plane[16 * WIDTH + x] = INK;
        }
        boolean up = false;
        boolean down = false;
        for (int seed = 0; seed < 20; seed++) {
            Picture turned = changed(only("rotation", 4), Picture.gray(plane, WIDTH, HEIGHT), seed);
            double difference = inkRow(turned, turned.width() - 10) - inkRow(turned, 10);
            assertThat(Math.abs(difference)).isLessThan(WIDTH * 0.08);
            up |= difference < -4;
            down |= difference > 4;
        }
        assertThat(up && down).isTrue();
    }

    @Test
    void recolouringLeavesContrast() {
        JsonObject tree = (JsonObject) LineAugmentation.NONE.tree();
        tree.put("contrast", 0.9).put("ink", 1).put("paper", 1);
        for (int seed = 0; seed < 100; seed++) {
            byte[] plane = changed(LineAugmentation.of(tree), line(), seed).plane(0);
            int paper = plane[0] & 0xff;
            int ink = plane[10 * WIDTH + 21] & 0xff;
            assertThat(paper - ink).isGreaterThanOrEqualTo(69);
        }
    }

    @Test
    void noiseIsAShareOfTheContrastBetweenInkAndPaper() {
        double largest = 0;
        for (int seed = 0; seed < 60; seed++) {
            byte[] plane = changed(only("noise", 0.1), line(), seed).plane(0);
            double squares = 0;
            for (int i = 0; i < 5 * WIDTH; i++) {
                squares += Math.pow((plane[i] & 0xff) - PAPER, 2);
            }
            largest = Math.max(largest, Math.sqrt(squares / (5 * WIDTH)));
        }
        assertThat(largest).isBetween(15.0, 21.0);
    }

    @Test
    void shadingDarkensLightPaperTowardsOneSide() {
        boolean seen = false;
        for (int seed = 0; seed < 40; seed++) {
            byte[] plane = changed(only("shading", 0.5), line(), seed).plane(0);
            int corner = plane[0] & 0xff;
            int opposite = plane[plane.length - 1] & 0xff;
            assertThat(Math.min(corner, opposite)).isGreaterThanOrEqualTo(PAPER / 2);
            assertThat(Math.max(corner, opposite)).isLessThanOrEqualTo(PAPER);
            seen |= Math.abs(corner - opposite) > 60;
        }
        assertThat(seen).isTrue();
    }

    @Test
    void occlusionCoversLittleAndIsTranslucent() {
        for (int seed = 0; seed < 60; seed++) {
            byte[] plane = changed(only("occlusion", 1), line(), seed).plane(0);
            byte[] before = line().plane(0);
            int covered = 0;
            int darkest = 255;
            for (int i = 0; i < plane.length; i++) {
                covered += plane[i] == before[i] ? 0 : 1;
                darkest = Math.min(darkest, plane[i] & 0xff);
            }
            assertThat(covered).isLessThan(plane.length / 10);
            assertThat(darkest).isEqualTo(INK);
        }
    }

    @Test
    void theShareOfUnchangedPicturesIsAsAskedFor() {
        JsonObject tree = (JsonObject) LineAugmentation.DEFAULT.tree();
        LineAugmentation strengths = LineAugmentation.of(tree.put("unchanged", 0.5));
        Picture line = line();
        int same = 0;
        for (int seed = 0; seed < 400; seed++) {
            same += changed(strengths, line, seed) == line ? 1 : 0;
        }
        assertThat(same).isBetween(160, 240);
    }

    @Test
    void jsonHoldsEachStrength() throws IOException {
        for (LineAugmentation strengths : new LineAugmentation[] {LineAugmentation.NONE, LineAugmentation.DEFAULT}) {
            byte[] text = strengths.tree().toString().getBytes(StandardCharsets.UTF_8);
            assertThat(LineAugmentation.of(JsonTree.read(text))).isEqualTo(strengths);
        }
        assertThat(LineAugmentation.NONE.tree()).hasSize(LineAugmentation.class.getRecordComponents().length);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "rotation | -1 | rotation: expected a number from 0 to 15, found -1.0",
                "rotation | 16 | rotation: expected a number from 0 to 15, found 16.0",
                "pen_width | \"1\" | pen_width: expected a number from 0 to 1, found \"1\"",
                "blur | null | blur: expected a number from 0 to 0.04, found null",
                "noise | 1e999 | noise: expected a number from 0 to 0.4, found Infinity",
                "penWidth | 1 | penWidth: not known; expected unchanged, rotation, shear",
            })
    void aBadValueIsRefusedByItsKey(String key, String value, String complaint) throws IOException {
        JsonObject tree = (JsonObject) LineAugmentation.DEFAULT.tree();
        tree.set(key, JsonTree.read(value.getBytes(StandardCharsets.UTF_8)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineAugmentation.of(tree))
                .withMessageStartingWith(complaint);
    }

    @Test
    void aMissingKeyIsNamed() {
        Map<String, JsonValue> members =
                new LinkedHashMap<>(LineAugmentation.DEFAULT.tree().members());
        members.remove("paper");
        JsonObject tree = new JsonObject();
        members.forEach(tree::set);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineAugmentation.of(tree))
                .withMessage("paper: expected a number from 0 to 1, found nothing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineAugmentation.of(new JsonArray()))
                .withMessageContaining("expected an object of strengths");
    }

    private static final long CHECKSUM = 150953951L;

    private static Picture changed(LineAugmentation strengths, Picture picture, int seed) {
        return strengths.apply(picture, new SplittableRandom(seed));
    }

    private static LineAugmentation only(String key, double strength) {
        return LineAugmentation.of(((JsonObject) LineAugmentation.NONE.tree()).put(key, strength));
    }

    private static byte[] paper(int width, int height) {
        byte[] plane = new byte[width * height];
        Arrays.fill(plane, (byte) PAPER);
        return plane;
    }

    /** Strokes, dark on light, away from the border. */
    private static Picture line() {
        byte[] plane = paper(WIDTH, HEIGHT);
        for (int y = 8; y < 24; y++) {
            for (int x = 16; x < 144; x++) {
                if ((x % 16 > 3 && x % 16 < 7) || (y > 20 && x % 32 > 8)) {
                    plane[y * WIDTH + x] = INK;
                }
            }
        }
        return Picture.gray(plane, WIDTH, HEIGHT);
    }

    private static Picture negative(Picture picture) {
        byte[] plane = picture.plane(0);
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (byte) (255 - (plane[i] & 0xff));
        }
        return Picture.gray(plane, picture.width(), picture.height());
    }

    private static double ink(Picture picture) {
        double sum = 0;
        for (byte level : picture.plane(0)) {
            sum += PAPER - (level & 0xff);
        }
        return sum;
    }

    /** Returns the row of the middle of the ink in a column. */
    private static double inkRow(Picture picture, int column) {
        byte[] plane = picture.plane(0);
        double sum = 0;
        double moment = 0;
        for (int y = 0; y < picture.height(); y++) {
            int ink = PAPER - (plane[y * picture.width() + column] & 0xff);
            sum += ink;
            moment += y * ink;
        }
        return moment / sum;
    }
}
