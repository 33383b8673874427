package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.LineReader.AttendedReading;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.model.Decoding;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads pictures of one line each: one at a time, in batches, and from many threads. */
class LineReaderTest {
    /** The order of the sums in a matrix product depends on its size, and so on the batch. */
    private static final Offset<Float> ROUNDING = Offset.offset(1e-5f);

    @TempDir
    Path folder;

    private LineReader reader;

    @BeforeEach
    void load() throws IOException {
        reader = LineReader.load(SmallModels.save(folder.resolve("model")));
    }

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void aStripIsFiveDigitsWithAConfidenceEach() {
        Reading reading = reader.readRow(strip(1));
        assertThat(reading.text()).matches("[0-9]{5}");
        assertThat(reading.tokens()).hasSize(5).allSatisfy(token -> {
            assertThat(token.text()).matches("[0-9]");
            assertThat(token.confidence()).isBetween(0.1f, 1f); // the most probable of ten
        });
    }

    @Test
    void differentStripsAreReadDifferently() {
        assertThat(reader.readRows(strips(20)).stream().map(Reading::text).distinct())
                .hasSizeGreaterThan(5);
    }

    @Test
    void aStripIsReadInABatchAsItIsReadAlone() {
        List<Picture> strips = strips(70); // two full batches and a partial one
        List<Reading> together = reader.readRows(strips);
        assertThat(together).hasSize(70);
        for (int i = 0; i < 70; i++) {
            assertAlike(together.get(i), reader.readRow(strips.get(i)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachTokenOfAReadingHasAnAttentionMap(Decoding decoding) throws IOException {
        try (LineReader attentive = SmallModels.digits().withDecoding(decoding).reader()) {
            AttendedReading attended = attentive.attend(strip(1));
            assertAlike(attended.reading(), attentive.readRow(strip(1)));
            assertThat(attended.attention().rows()).isEqualTo(2); // 16x80 pixels in patches of 8x8
            assertThat(attended.attention().columns()).isEqualTo(10);
            assertThat(attended.attention().weights()).hasDimensions(5, 20);
            assertThat(attended.seen().width()).isEqualTo(80);
            assertThat(attended.seen().height()).isEqualTo(16);
        }
    }

    @Test
    void picturesOfDifferentSizesShareABatch() {
        Picture other = Picture.rgb(new byte[31 * 17], new byte[31 * 17], new byte[31 * 17], 31, 17);
        List<Reading> readings = reader.readRows(List.of(strip(1), other));
        assertAlike(readings.get(0), reader.readRow(strip(1)));
        assertAlike(readings.get(1), reader.readRow(other));
    }

    @Test
    void coloursReachTheModel() {
        BufferedImage red = new BufferedImage(80, 16, BufferedImage.TYPE_INT_RGB);
        BufferedImage blue = new BufferedImage(80, 16, BufferedImage.TYPE_INT_RGB);
        for (int x = 20; x < 60; x++) {
            red.setRGB(x, 8, 0xff0000);
            blue.setRGB(x, 8, 0x0000ff);
        }
        assertThat(reader.readRow(Picture.of(red))).isNotEqualTo(reader.readRow(Picture.of(blue)));
    }

    @Test
    void severalThreadsGetTheReadingsOfOne() throws Exception {
        List<Picture> strips = strips(24);
        List<Reading> expected = reader.readRows(strips);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Reading>>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                List<Picture> part = strips.subList(3 * i, 3 * i + 3);
                answers.add(threads.submit(() -> reader.readRows(part)));
            }
            for (int i = 0; i < 24; i++) {
                assertAlike(answers.get(i / 3).get().get(i % 3), expected.get(i));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void noPicturesAreNoReadings() {
        assertThat(reader.readRows(List.of())).isEmpty();
        assertThat(reader.readFiles(List.of())).isEmpty();
        assertThat(reader.readImages(List.of())).isEmpty();
    }

    @Test
    void nullIsNamed() {
        List<Picture> holed = Arrays.asList(strip(1), null);
        assertThatNullPointerException()
                .isThrownBy(() -> reader.read((Path) null))
                .withMessage("file");
        assertThatNullPointerException()
                .isThrownBy(() -> reader.read((InputStream) null))
                .withMessage("file");
        assertThatNullPointerException()
                .isThrownBy(() -> reader.read((BufferedImage) null))
                .withMessage("image");
        assertThatNullPointerException()
                .isThrownBy(() -> reader.read((Picture) null))
                .withMessage("picture");
        assertThatNullPointerException().isThrownBy(() -> reader.readRow(null)).withMessage("row");
        assertThatNullPointerException().isThrownBy(() -> reader.attend(null)).withMessage("row");
        assertThatNullPointerException()
                .isThrownBy(() -> reader.readFiles(null))
                .withMessage("files");
        assertThatNullPointerException()
                .isThrownBy(() -> reader.readRows(holed))
                .withMessage("rows[1]");
        assertThatNullPointerException()
                .isThrownBy(() -> LineReader.load((Path) null))
                .withMessage("modelDirectory");
        assertThatNullPointerException()
                .isThrownBy(() -> LineReader.load((ReaderOptions) null))
                .withMessage("options");
    }

    @Test
    void aClosedReaderThrowsAndCanBeClosedAgain() {
        Picture strip = strip(1);
        reader.close();
        reader.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> reader.readRow(strip))
                .withMessage("This LineReader is closed.");
        assertThatIllegalStateException().isThrownBy(() -> reader.read(strip));
        assertThatIllegalStateException().isThrownBy(() -> reader.attend(strip));
        assertThatIllegalStateException().isThrownBy(() -> reader.readFiles(List.of()));
    }

    @Test
    void readingsBelowTheMinimumConfidenceAreUncertain() throws IOException {
        List<Reading> usual = reader.readRows(strips(20));
        float middle = usual.stream().map(Reading::confidence).sorted().toList().get(10);
        ReaderOptions options = ReaderOptions.DEFAULT.withMinimumConfidence(middle);
        try (LineReader careful = LineReader.load(folder.resolve("model"), options)) {
            List<Reading> readings = careful.readRows(strips(20));
            assertThat(readings).filteredOn(Reading::uncertain).hasSize(10);
            assertThat(readings).allMatch(reading -> reading.uncertain() == (reading.confidence() < middle));
        }
        assertThat(usual).noneMatch(Reading::uncertain);
    }

    @Test
    void theModelsOwnMinimumConfidenceHoldsUnlessOptionsSayOtherwise() throws IOException {
        ModelDirectory strict = SmallModels.digits().withReading(new ReadingConfig(true, 1, 1));
        ReaderOptions any = ReaderOptions.DEFAULT.withMinimumConfidence(0);
        try (LineReader own = strict.reader();
                LineReader lenient = strict.reader(any)) {
            assertThat(own.readRow(strip(1)).uncertain()).isTrue();
            assertThat(lenient.readRow(strip(1)).uncertain()).isFalse();
        }
    }

    @Test
    void threadsAndBatchSizeChangeNoText() throws IOException {
        List<Reading> usual = reader.readRows(strips(20));
        ReaderOptions options = ReaderOptions.DEFAULT.withThreads(1).withBatchSize(7);
        try (LineReader other = LineReader.load(folder.resolve("model"), options)) {
            List<Reading> readings = other.readRows(strips(20));
            for (int i = 0; i < 20; i++) {
                assertAlike(readings.get(i), usual.get(i));
            }
        }
    }

    @Test
    void batchedConcurrentReadsGiveEachThreadItsReading() throws Exception {
        List<Picture> strips = strips(64);
        List<Reading> expected = reader.readRows(strips);
        ReaderOptions options = ReaderOptions.DEFAULT.withBatchConcurrentReads(true);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (LineReader together = LineReader.load(folder.resolve("model"), options)) {
            List<Future<Reading>> readings = new ArrayList<>();
            strips.forEach(strip -> readings.add(threads.submit(() -> together.readRow(strip))));
            for (int i = 0; i < 64; i++) {
                assertAlike(readings.get(i).get(), expected.get(i));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anInterruptCancelsBetweenTwoBatches() {
        Thread.currentThread().interrupt();
        try {
            assertThat(reader.readRows(strips(32))).hasSize(32); // one batch is not cut
            assertThatThrownBy(() -> reader.readRows(strips(33)))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("Interrupted between two batches.");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anInterruptCancelsBetweenTwoPictures() {
        BufferedImage page = new BufferedImage(140, 28, BufferedImage.TYPE_BYTE_GRAY);
        Thread.currentThread().interrupt();
        try {
            assertThat(reader.readImages(List.of(page))).hasSize(1);
            assertThatThrownBy(() -> reader.readImages(List.of(page, page))).isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aMissingModelIsAnIoException() {
        assertThatThrownBy(() -> LineReader.load(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    private static void assertAlike(Reading found, Reading expected) {
        assertThat(found.text()).isEqualTo(expected.text());
        for (int i = 0; i < found.tokens().size(); i++) {
            assertThat(found.tokens().get(i).confidence())
                    .isCloseTo(expected.tokens().get(i).confidence(), ROUNDING);
        }
    }

    private static List<Picture> strips(int count) {
        return IntStream.range(0, count).mapToObj(LineReaderTest::strip).toList();
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
