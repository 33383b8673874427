package io.github.trocr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trocr4j.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchingReaderTest {
    private final ExecutorService clients = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        clients.shutdownNow();
    }

    @Test
    void eachCallerGetsTheReadingOfItsPicture() {
        try (BatchingReader reader = new BatchingReader(BatchingReaderTest::widths, 32)) {
            List<CompletableFuture<Reading>> readings = new ArrayList<>();
            for (int width = 1; width <= 100; width++) {
                Picture picture = picture(width);
                readings.add(CompletableFuture.supplyAsync(() -> read(reader, picture), clients));
            }
            for (int width = 1; width <= 100; width++) {
                assertThat(readings.get(width - 1).join().text()).isEqualTo(Integer.toString(width));
            }
            assertThat(reader.batches()).isBetween(4L, 100L);
        }
    }

    @Test
    void aPictureThatFailsFailsAlone() {
        try (BatchingReader reader = new BatchingReader(
                pictures -> {
                    if (pictures.stream().anyMatch(picture -> picture.width() == 7)) {
                        throw new IllegalArgumentException("seven");
                    }
                    return widths(pictures);
                },
                32)) {
            List<CompletableFuture<Reading>> readings = new ArrayList<>();
            for (int width = 1; width <= 20; width++) {
                Picture picture = picture(width);
                readings.add(CompletableFuture.supplyAsync(() -> read(reader, picture), clients));
            }
            for (int width = 1; width <= 20; width++) {
                CompletableFuture<Reading> reading = readings.get(width - 1);
                if (width == 7) {
                    assertThatThrownBy(reading::join)
                            .hasCauseInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("seven");
                } else {
                    assertThat(reading.join().text()).isEqualTo(Integer.toString(width));
                }
            }
        }
    }

    @Test
    void waitingPicturesAreReadInBatchesOfPowersOfTwo() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<Integer> sizes = new ArrayList<>();
        try (BatchingReader reader = new BatchingReader(
                pictures -> {
                    sizes.add(pictures.size());
                    entered.countDown();
                    awaitUnchecked(release);
                    return widths(pictures);
                },
                6)) {
            CompletableFuture<Reading> first = CompletableFuture.supplyAsync(() -> read(reader, picture(1)), clients);
            entered.await();
            List<Reading> later = new ArrayList<>();
            Thread client = new Thread(() -> later.addAll(reader.read(pictures(1, 7))));
            client.start();
            while (client.getState() != Thread.State.WAITING) { // for its readings
                Thread.onSpinWait();
            }
            release.countDown();
            client.join();
            assertThat(first.join().text()).isEqualTo("1");
            assertThat(later).extracting(Reading::text).containsExactly("1", "2", "3", "4", "5", "6", "7");
            assertThat(reader.batches()).isEqualTo(4);
        }
        assertThat(sizes).containsExactly(1, 4, 2, 1);
    }

    @Test
    void noPicturesAreNoReadings() {
        try (BatchingReader reader = new BatchingReader(BatchingReaderTest::widths, 32)) {
            assertThat(reader.read(List.of())).isEmpty();
            assertThat(reader.batches()).isZero();
        }
    }

    @Test
    void aClosedReaderAcceptsNoPictures() {
        BatchingReader reader = new BatchingReader(BatchingReaderTest::widths, 32);
        reader.close();
        reader.close();
        assertThatThrownBy(() -> read(reader, picture(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tooFewReadingsFailTheBatchButNotTheReader() {
        List<Integer> calls = new ArrayList<>();
        try (BatchingReader reader = new BatchingReader(
                pictures -> {
                    calls.add(pictures.size());
                    return calls.size() == 1 ? List.of() : widths(pictures);
                },
                32)) {
            assertThatThrownBy(() -> read(reader, picture(1))).hasMessage("expected 1 readings, found 0");
            assertThat(read(reader, picture(2)).text()).isEqualTo("2");
        }
    }

    @Test
    void shutdownNowFailsWaitingPictures() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        BatchingReader reader = new BatchingReader(
                pictures -> {
                    entered.countDown();
                    awaitUnchecked(release);
                    return widths(pictures);
                },
                32);
        CompletableFuture<Reading> inWork = CompletableFuture.supplyAsync(() -> read(reader, picture(1)), clients);
        entered.await();
        CompletableFuture<Reading> waiting = CompletableFuture.supplyAsync(() -> read(reader, picture(2)), clients);
        CompletableFuture<Void> ended = CompletableFuture.runAsync(reader::shutdownNow, clients);
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(IllegalStateException.class);
        release.countDown();
        ended.join();
        assertThat(inWork.join().text()).isEqualTo("1");
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Reading read(BatchingReader reader, Picture picture) {
        return reader.read(List.of(picture)).get(0);
    }

    private static List<Picture> pictures(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(BatchingReaderTest::picture)
                .toList();
    }

    private static Picture picture(int width) {
        return Picture.gray(new byte[width], width, 1);
    }

    private static List<Reading> widths(List<Picture> pictures) {
        return pictures.stream()
                .map(picture -> Integer.toString(picture.width()))
                .map(text -> new Reading(text, List.of(new Reading.Token(text, 1)), false))
                .toList();
    }
}
