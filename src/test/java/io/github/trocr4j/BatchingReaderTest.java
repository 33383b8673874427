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
import java.util.concurrent.RejectedExecutionException;
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
        try (BatchingReader reader = new BatchingReader(BatchingReaderTest::widths, 32, 100)) {
            List<CompletableFuture<Reading>> readings = new ArrayList<>();
            for (int width = 1; width <= 100; width++) {
                Picture picture = picture(width);
                readings.add(CompletableFuture.supplyAsync(() -> reader.read(picture), clients));
            }
            for (int width = 1; width <= 100; width++) {
                assertThat(readings.get(width - 1).join().digits()).isEqualTo(Integer.toString(width));
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
                32,
                100)) {
            List<CompletableFuture<Reading>> readings = new ArrayList<>();
            for (int width = 1; width <= 20; width++) {
                Picture picture = picture(width);
                readings.add(CompletableFuture.supplyAsync(() -> reader.read(picture), clients));
            }
            for (int width = 1; width <= 20; width++) {
                CompletableFuture<Reading> reading = readings.get(width - 1);
                if (width == 7) {
                    assertThatThrownBy(reading::join)
                            .hasCauseInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("seven");
                } else {
                    assertThat(reading.join().digits()).isEqualTo(Integer.toString(width));
                }
            }
        }
    }

    @Test
    void waitingPicturesAreBatchedAndAFullQueueRejects() throws Exception {
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
                32,
                3)) {
            List<CompletableFuture<Reading>> readings = new ArrayList<>();
            readings.add(CompletableFuture.supplyAsync(() -> reader.read(picture(1)), clients));
            entered.await();
            // Four more at once: three wait, and the last one is rejected.
            for (int i = 0; i < 4; i++) {
                readings.add(CompletableFuture.supplyAsync(() -> reader.read(picture(2)), clients));
            }
            assertThatThrownBy(CompletableFuture.anyOf(readings.toArray(CompletableFuture[]::new))::join)
                    .hasCauseInstanceOf(RejectedExecutionException.class);
            release.countDown();
            readings.forEach(reading -> reading.handle((value, thrown) -> value).join());
        }
        assertThat(sizes).containsExactly(1, 2, 1);
    }

    @Test
    void aClosedReaderAcceptsNoPictures() {
        BatchingReader reader = new BatchingReader(BatchingReaderTest::widths, 32, 1);
        reader.close();
        reader.close();
        assertThatThrownBy(() -> reader.read(picture(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tooFewReadingsFailTheBatchButNotTheReader() {
        List<Integer> calls = new ArrayList<>();
        try (BatchingReader reader = new BatchingReader(
                pictures -> {
                    calls.add(pictures.size());
                    return calls.size() == 1 ? List.of() : widths(pictures);
                },
                32,
                1)) {
            assertThatThrownBy(() -> reader.read(picture(1))).hasMessage("expected 1 readings, found 0");
            assertThat(reader.read(picture(2)).digits()).isEqualTo("2");
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
                32,
                2);
        CompletableFuture<Reading> inWork = CompletableFuture.supplyAsync(() -> reader.read(picture(1)), clients);
        entered.await();
        CompletableFuture<Reading> waiting = CompletableFuture.supplyAsync(() -> reader.read(picture(2)), clients);
        CompletableFuture<Void> ended = CompletableFuture.runAsync(reader::shutdownNow, clients);
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(IllegalStateException.class);
        release.countDown();
        ended.join();
        assertThat(inWork.join().digits()).isEqualTo("1");
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Picture picture(int width) {
        return Picture.gray(new byte[width], width, 1);
    }

    private static List<Reading> widths(List<Picture> pictures) {
        return pictures.stream()
                .map(picture -> {
                    String digits = Integer.toString(picture.width());
                    return new Reading(
                            digits, digits.chars().mapToObj(digit -> 1f).toList());
                })
                .toList();
    }
}
