package io.github.trocr4j.image.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.data.DigitSet;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.row.WritingPages.Kind;
import io.github.trocr4j.image.row.WritingPages.Page;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds rows of writing in pages: in order, where they are, upright and dark on light. */
class RowFinderTest {
    /** Overlap of boxes, as intersection over union, that counts as found. */
    private static final double SAME = 0.6;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStripIsOneRowAndDarkOnLight(boolean inverted) {
        for (Strip strip :
                SequenceDataset.inOrder(GeneratedDigits.generate(5, 1, 500).test())) {
            byte[] pixels = strip.pixels();
            for (int i = 0; inverted && i < pixels.length; i++) {
                pixels[i] = (byte) ~pixels[i];
            }
            List<WritingRow> rows = RowFinder.find(Picture.gray(pixels, 140, 28));
            assertThat(rows).hasSize(1);
            assertThat(rows.get(0).width()).isGreaterThan(90);
            assertThat(isDarkOnLight(rows.get(0).crop())).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 28, 32, 64, 128})
    void aSmallPictureOfADigitIsOneRow(int side) {
        DigitSet digits = GeneratedDigits.generate(6, 1, 100).test();
        for (int i = 0; i < digits.size(); i++) {
            List<WritingRow> rows = RowFinder.find(scaled(digits.image(i), 28, 28, side, side));
            assertThat(rows).hasSize(1);
            assertThat(rows.get(0).height()).isGreaterThan(side * 2 / 5);
            assertThat(isDarkOnLight(rows.get(0).crop())).isTrue();
        }
    }

    @Test
    void aSmallPictureWithoutMarginIsOneRow() {
        for (int seed = 0; seed < 20; seed++) {
            Picture page = WritingPages.of(Kind.TIGHT, seed).picture();
            int height = Math.min(100, page.height());
            int width = page.width() * height / page.height();
            List<WritingRow> rows = RowFinder.find(scaled(page.gray(), page.width(), page.height(), width, height));
            assertThat(rows).hasSize(1);
            assertThat(rows.get(0).width()).isGreaterThan(width * 2 / 3);
            assertThat(rows.get(0).height()).isGreaterThan(height * 2 / 3);
        }
    }

    @Test
    void aSmallPictureWhoseInkDrownsInNoiseIsOneRow() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] plane = new byte[300 * 60];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (byte) (random.nextInt(60) + (i % 30 < 4 ? 60 : 120));
        }
        List<WritingRow> rows = RowFinder.find(Picture.gray(plane, 300, 60));
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).width()).isGreaterThan(250);
        assertThat(rows.get(0).height()).isGreaterThan(50);
    }

    @Test
    void faintInkOnDarkGroundBecomesClear() {
        Picture crop = RowFinder.find(page(400, 200, 30, 60, digits(4, 80, 60, 60)))
                .get(0)
                .crop();
        assertThat(isDarkOnLight(crop)).isTrue();
        assertThat(crop.gray()[0] & 0xff).isGreaterThan(200);
    }

    @Test
    void aSingleDigitIsARow() {
        assertThat(RowFinder.find(page(28, 28, 0, 255, new int[][] {{12, 4, 4, 20}})))
                .extracting(WritingRow::x, WritingRow::y, WritingRow::width, WritingRow::height)
                .containsExactly(Tuple.tuple(12, 4, 4, 20));
    }

    @Test
    void blankPaperHasNoRows() {
        assertThat(RowFinder.find(page(300, 200, 230, 0))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "65535, 1", "1, 65535", "3, 2"})
    void picturesTooSmallForWritingHaveNoRows(int width, int height) {
        assertThat(RowFinder.find(page(width, height, 200, 0))).isEmpty();
    }

    @Test
    void aFaintLineAndADarkSpeckAreOneRow() {
        byte[] gray = new byte[61 * 58];
        Arrays.fill(gray, (byte) 225);
        Arrays.fill(gray, 40 * 61, 42 * 61, (byte) 180);
        gray[10 * 61 + 10] = 0;
        assertThat(RowFinder.find(Picture.gray(gray, 61, 58))).hasSize(1);
    }

    @Test
    void rowsComeFromTopToBottom() {
        List<WritingRow> rows =
                RowFinder.find(page(400, 300, 230, 20, digits(5, 100, 200, 40), digits(3, 150, 60, 40)));
        assertThat(rows).extracting(WritingRow::y).containsExactly(60, 200);
    }

    @Test
    void numbersFarApartAreEntriesFromLeftToRight() {
        List<WritingRow> rows = RowFinder.find(page(700, 200, 230, 20, digits(3, 40, 60, 40), digits(3, 420, 66, 40)));
        assertThat(rows).extracting(WritingRow::x).containsExactly(40, 420);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void boxesAreInPixelsOfTheOriginal(int scale) {
        int[][] writing = digits(4, 200 * scale, 300 * scale, 60 * scale);
        List<WritingRow> rows = RowFinder.find(page(1300 * scale, 1000 * scale, 220, 30, writing));
        assertThat(rows).hasSize(1);
        assertThat(overlap(box(rows.get(0)), union(writing))).isGreaterThan(0.9);
    }

    @Test
    void cropsHaveAMarginAndAreAtMost64PixelsHigh() {
        WritingRow row = RowFinder.find(page(900, 600, 230, 20, digits(2, 300, 150, 300)))
                .get(0);
        assertThat(row.crop().height()).isBetween(60, 96);
        WritingRow small =
                RowFinder.find(page(200, 100, 230, 20, digits(2, 80, 40, 20))).get(0);
        assertThat(small.crop().height()).isEqualTo(30);
    }

    @Test
    void lightOnDarkBecomesDarkOnLight() {
        WritingRow row =
                RowFinder.find(page(400, 200, 30, 230, digits(4, 80, 60, 60))).get(0);
        assertThat(isDarkOnLight(row.crop())).isTrue();
    }

    @Test
    void aRulingIsNotInTheCrop() {
        int[][] writing = digits(5, 150, 100, 60);
        int[][] all = Arrays.copyOf(writing, writing.length + 1);
        all[writing.length] = new int[] {0, 170, 800, 2};
        List<WritingRow> rows = RowFinder.find(page(800, 300, 230, 20, all));
        assertThat(rows).hasSize(1);
        Picture crop = rows.get(0).crop();
        byte[] gray = crop.gray();
        for (int x = 0; x < 5; x++) {
            for (int y = 0; y < crop.height(); y++) {
                assertThat(gray[y * crop.width() + x] & 0xff).isGreaterThan(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void turnedRowsAreUprightInTheCrop(long seed) {
        Page page = WritingPages.of(Kind.TURNED, seed);
        for (WritingRow row : RowFinder.find(page.picture())) {
            assertThat(row.crop().height()).isLessThan(96);
        }
        assertThat(found(page, RowFinder.find(page.picture())))
                .isEqualTo(page.rows().size());
    }

    @Test
    void aDigitThatTouchesItsBoxIsFound() {
        int[][] box = {{100, 60, 80, 3}, {100, 157, 80, 3}, {100, 60, 3, 100}, {177, 60, 3, 100}};
        List<WritingRow> rows =
                RowFinder.find(page(300, 240, 230, 20, box, new int[][] {{120, 80, 30, 6}, {144, 80, 6, 80}}));
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).x()).isBetween(118, 122);
        assertThat(rows.get(0).height()).isBetween(65, 81);
    }

    @Test
    void aThinSevenAloneIsNoRuling() {
        int[][] seven = {{700, 500, 200, 3}, {897, 500, 3, 400}};
        List<WritingRow> rows = RowFinder.find(page(1600, 1400, 255, 0, seven));
        assertThat(rows).hasSize(1);
        assertThat(overlap(box(rows.get(0)), new int[] {700, 500, 200, 400})).isGreaterThan(0.9);
    }

    @Test
    void smallZerosStayInTheirRow() {
        int[][] zeros = IntStream.range(0, 5)
                .boxed()
                .flatMap(i -> Arrays.stream(ring(260 + 40 * i, 130, 28)))
                .toArray(int[][]::new);
        List<WritingRow> rows =
                RowFinder.find(page(700, 300, 230, 20, digits(1, 200, 100, 60), zeros, digits(1, 470, 98, 62)));
        assertThat(rows).hasSize(1);
    }

    @Test
    void touchingDigitsAreNoLine() {
        int[][] joined = Arrays.copyOf(digits(10, 60, 100, 40), 21);
        joined[20] = new int[] {60, 118, 380, 4};
        List<WritingRow> rows = RowFinder.find(page(700, 300, 230, 20, joined, digits(2, 300, 200, 40)));
        assertThat(rows).extracting(WritingRow::y).containsExactly(100, 200);
    }

    private static int[][] ring(int left, int top, int size) {
        return new int[][] {
            {left, top, size, 4}, {left, top + size - 4, size, 4}, {left, top, 4, size}, {left + size - 4, top, 4, size}
        };
    }

    private static int found(Page page, List<WritingRow> rows) {
        List<WritingRow> left = new ArrayList<>(rows);
        int found = 0;
        for (int[] truth : page.rows()) {
            for (WritingRow row : left) {
                if (overlap(box(row), truth) >= SAME) {
                    left.remove(row);
                    found++;
                    break;
                }
            }
        }
        return found;
    }

    private static int[] box(WritingRow row) {
        return new int[] {row.x(), row.y(), row.width(), row.height()};
    }

    private static double overlap(int[] a, int[] b) {
        double width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
        double height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
        double both = Math.max(0, width) * Math.max(0, height);
        return both / ((double) a[2] * a[3] + (double) b[2] * b[3] - both);
    }

    private static int[] union(int[][] boxes) {
        int left = Arrays.stream(boxes).mapToInt(box -> box[0]).min().orElseThrow();
        int top = Arrays.stream(boxes).mapToInt(box -> box[1]).min().orElseThrow();
        int right = Arrays.stream(boxes).mapToInt(box -> box[0] + box[2]).max().orElseThrow();
        int bottom = Arrays.stream(boxes).mapToInt(box -> box[1] + box[3]).max().orElseThrow();
        return new int[] {left, top, right - left, bottom - top};
    }

    /** Returns strokes like those of the digit 7: a bar and a stem. */
    private static int[][] digits(int count, int left, int top, int size) {
        int pen = Math.max(2, size / 10);
        return IntStream.range(0, count)
                .boxed()
                .flatMap(i -> {
                    int x = left + i * size;
                    return List.of(new int[] {x, top, size / 2, pen}, new int[] {x + size / 2 - pen, top, pen, size})
                            .stream();
                })
                .toArray(int[][]::new);
    }

    /** Returns a gray picture in another size, interpolated. */
    private static Picture scaled(byte[] plane, int width, int height, int toWidth, int toHeight) {
        BufferedImage from = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        from.getRaster().setDataElements(0, 0, width, height, plane);
        BufferedImage to = new BufferedImage(toWidth, toHeight, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D drawing = to.createGraphics();
        drawing.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        drawing.drawImage(from, 0, 0, toWidth, toHeight, null);
        drawing.dispose();
        return Picture.of(to);
    }

    private static Picture page(int width, int height, int paper, int ink, int[][]... writing) {
        return drawn(
                width,
                height,
                paper,
                ink,
                Arrays.stream(writing).flatMap(Arrays::stream).toArray(int[][]::new));
    }

    private static Picture drawn(int width, int height, int paper, int ink, int[][] strokes) {
        byte[] plane = new byte[width * height];
        Arrays.fill(plane, (byte) paper);
        for (int[] stroke : strokes) {
            for (int y = stroke[1]; y < stroke[1] + stroke[3]; y++) {
                Arrays.fill(plane, y * width + stroke[0], y * width + stroke[0] + stroke[2], (byte) ink);
            }
        }
        return Picture.gray(plane, width, height);
    }

    private static boolean isDarkOnLight(Picture crop) {
        byte[] gray = crop.gray();
        int light = 0;
        for (byte value : gray) {
            light += (value & 0xff) > 127 ? 1 : 0;
        }
        return light > gray.length / 2 && (gray[0] & 0xff) > 127;
    }
}
