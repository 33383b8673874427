package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.image.Picture;
import io.github.trocr4j.model.AttentionMaps;
import io.github.trocr4j.model.Decoding;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitReaderTest {
    /** The order of the sums in a matrix product depends on its size, and so on the batch. */
    private static final Offset<Float> ROUNDING = Offset.offset(1e-5f);

    @TempDir
    Path folder;

    private DigitReader reader;

    @BeforeEach
    void load() throws IOException {
        reader = DigitReader.load(SmallModels.save(folder.resolve("model")));
    }

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void aStripIsFiveDigitsWithAConfidenceEach() {
        Reading reading = reader.readStrip(strip(1));
        assertThat(reading.digits()).matches("[0-9]{5}");
        assertThat(reading.confidences()).hasSize(5).allMatch(confidence -> confidence >= 0.1f && confidence <= 1);
    }

    @Test
    void differentStripsAreReadDifferently() {
        assertThat(reader.readStrips(strips(20)).stream().map(Reading::digits).distinct())
                .hasSizeGreaterThan(5);
    }

    @Test
    void aStripIsReadInABatchAsItIsReadAlone() {
        List<Picture> strips = strips(70); // two full batches and a partial one
        List<Reading> together = reader.readStrips(strips);
        assertThat(together).hasSize(70);
        for (int i = 0; i < 70; i++) {
            assertAlike(together.get(i), reader.readStrip(strips.get(i)));
        }
    }

    @Test
    void eachDigitHasAnAttentionMap() {
        List<Picture> strips = strips(2);
        int[][] digits = {{1, 2, 3, 4, 5}, {5, 4, 3, 2, 1}};

        List<AttentionMaps> maps = reader.attention(strips, digits);

        assertThat(maps).hasSize(2).allSatisfy(map -> {
            assertThat(map.rows()).isEqualTo(2); // 16x80 pixels in patches of 8x8
            assertThat(map.columns()).isEqualTo(10);
            assertThat(map.weights()).hasDimensions(5, 20);
        });
        assertThat(maps.get(0).weights()[4]).isNotEqualTo(maps.get(1).weights()[4]);
        assertThatThrownBy(() -> reader.attention(strips, new int[][] {{1, 2, 3, 4, 5}}))
                .hasMessageContaining("expected 2 rows");
    }

    @Test
    void parallelAttentionDoesNotDependOnTheDigits() throws IOException {
        List<Picture> strip = List.of(strip(1));
        try (DigitReader parallel = DigitReader.of(SmallModels.digits().withDecoding(Decoding.PARALLEL))) {
            float[][] one = parallel.attention(strip, new int[][] {{1, 2, 3, 4, 5}})
                    .get(0)
                    .weights();
            float[][] other = parallel.attention(strip, new int[][] {{9, 9, 9, 9, 9}})
                    .get(0)
                    .weights();
            assertThat(one).isDeepEqualTo(other);
            assertThat(one[1]).isNotEqualTo(one[0]);
        }
    }

    @Test
    void picturesOfDifferentSizesShareABatch() {
        Picture other = Picture.rgb(new byte[31 * 17], new byte[31 * 17], new byte[31 * 17], 31, 17);
        List<Reading> readings = reader.readStrips(List.of(strip(1), other));
        assertAlike(readings.get(0), reader.readStrip(strip(1)));
        assertAlike(readings.get(1), reader.readStrip(other));
    }

    @Test
    void coloursReachTheModel() {
        BufferedImage red = new BufferedImage(80, 16, BufferedImage.TYPE_INT_RGB);
        BufferedImage blue = new BufferedImage(80, 16, BufferedImage.TYPE_INT_RGB);
        for (int x = 20; x < 60; x++) {
            red.setRGB(x, 8, 0xff0000);
            blue.setRGB(x, 8, 0x0000ff);
        }
        assertThat(reader.readStrip(Picture.of(red))).isNotEqualTo(reader.readStrip(Picture.of(blue)));
    }

    @Test
    void severalThreadsGetTheReadingsOfOne() throws Exception {
        List<Picture> strips = strips(24);
        List<Reading> expected = reader.readStrips(strips);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Reading>>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                List<Picture> part = strips.subList(3 * i, 3 * i + 3);
                answers.add(threads.submit(() -> reader.readStrips(part)));
            }
            for (int i = 0; i < 24; i++) {
                assertAlike(answers.get(i / 3).get().get(i % 3), expected.get(i));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void noStripsAreNoReadings() {
        assertThat(reader.readStrips(List.of())).isEmpty();
        assertThat(reader.readFiles(List.of())).isEmpty();
    }

    @Test
    void nullIsNamed() {
        List<Picture> holed = Arrays.asList(strip(1), null);
        assertThatNullPointerException()
                .isThrownBy(() -> reader.read((Path) null))
                .withMessage("file");
        assertThatNullPointerException()
                .isThrownBy(() -> reader.read((BufferedImage) null))
                .withMessage("picture");
        assertThatNullPointerException()
                .isThrownBy(() -> reader.readStrip(null))
                .withMessage("strip");
        assertThatNullPointerException()
                .isThrownBy(() -> reader.readFiles(null))
                .withMessage("files");
        assertThatNullPointerException()
                .isThrownBy(() -> reader.readStrips(holed))
                .withMessage("strips[1]");
        assertThatNullPointerException()
                .isThrownBy(() -> DigitReader.load((Path) null))
                .withMessage("modelDirectory");
    }

    @Test
    void aClosedReaderThrowsAndCanBeClosedAgain() {
        Picture strip = strip(1);
        reader.close();
        reader.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> reader.readStrip(strip))
                .withMessage("This DigitReader is closed.");
        assertThatIllegalStateException().isThrownBy(() -> reader.readFiles(List.of()));
    }

    @Test
    void readingsBelowTheMinimumConfidenceAreUncertain() throws IOException {
        List<Reading> usual = reader.readStrips(strips(20));
        float middle = usual.stream().map(Reading::confidence).sorted().toList().get(10);
        ReaderOptions options = ReaderOptions.DEFAULT.withMinimumConfidence(middle);
        try (DigitReader careful = DigitReader.load(folder.resolve("model"), options)) {
            List<Reading> readings = careful.readStrips(strips(20));
            assertThat(readings).filteredOn(Reading::uncertain).hasSize(10);
            assertThat(readings).allMatch(reading -> reading.uncertain() == (reading.confidence() < middle));
        }
        assertThat(usual).noneMatch(Reading::uncertain);
    }

    @Test
    void threadsAndBatchSizeChangeNoDigit() throws IOException {
        List<Reading> usual = reader.readStrips(strips(20));
        ReaderOptions options = ReaderOptions.DEFAULT.withThreads(1).withBatchSize(7);
        try (DigitReader other = DigitReader.load(folder.resolve("model"), options)) {
            List<Reading> readings = other.readStrips(strips(20));
            for (int i = 0; i < 20; i++) {
                assertAlike(readings.get(i), usual.get(i));
            }
        }
    }

    @Test
    void batchedConcurrentReadsGiveEachThreadItsReading() throws Exception {
        List<Picture> strips = strips(64);
        List<Reading> expected = reader.readStrips(strips);
        ReaderOptions options = ReaderOptions.DEFAULT.withBatchConcurrentReads(true);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (DigitReader together = DigitReader.load(folder.resolve("model"), options)) {
            List<Future<Reading>> readings = new ArrayList<>();
            strips.forEach(strip -> readings.add(threads.submit(() -> together.readStrip(strip))));
            for (int i = 0; i < 64; i++) {
                assertAlike(readings.get(i).get(), expected.get(i));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anInterruptCancelsBetweenTwoBatches() throws IOException {
        Thread.currentThread().interrupt();
        try {
            assertThat(reader.readStrips(strips(32))).hasSize(32); // one batch is not cut
            assertThatThrownBy(() -> reader.readStrips(strips(33)))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("Interrupted after 32 of 33 strips.");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void optionsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> ReaderOptions.DEFAULT.withThreads(0))
                .hasMessage("threads: expected 1 to 9999, found 0");
        assertThatThrownBy(() -> ReaderOptions.DEFAULT.withBatchSize(0))
                .hasMessage("batchSize: expected 1 to 9999, found 0");
        assertThatThrownBy(() -> ReaderOptions.DEFAULT.withMinimumConfidence(Float.NaN))
                .hasMessage("minimumConfidence: expected 0 to 1, found NaN");
    }

    @Test
    void aMissingModelIsAnIoException() {
        assertThatThrownBy(() -> DigitReader.load(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    private static void assertAlike(Reading found, Reading expected) {
        assertThat(found.digits()).isEqualTo(expected.digits());
        for (int i = 0; i < found.digits().length(); i++) {
            assertThat(found.confidences().get(i))
                    .isCloseTo(expected.confidences().get(i), ROUNDING);
        }
    }

    private static List<Picture> strips(int count) {
        return IntStream.range(0, count).mapToObj(DigitReaderTest::strip).toList();
    }

    /** Draws grey blocks that depend on the seed. */
    private static Picture strip(int seed) {
        byte[] pixels = new byte[140 * 28];
        byte[] blocks = new byte[4 * 20];
        new Random(seed).nextBytes(blocks);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = blocks[(i / 140 / 7) * 20 + i % 140 / 7];
        }
        return Picture.gray(pixels, 140, 28);
    }
}
