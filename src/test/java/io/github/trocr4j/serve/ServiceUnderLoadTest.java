package io.github.trocr4j.serve;

import static io.github.trocr4j.serve.Served.json;
import static io.github.trocr4j.serve.Served.noise;
import static io.github.trocr4j.serve.Served.png;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.Reading;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.image.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ServiceUnderLoadTest {
    private static final byte[] STRIP = png(noise(1, 140, 28));
    private static final int CLIENTS = 32;
    private static final LineService.Limits IMPATIENT =
            new LineService.Limits(1_000, 1_000, 1, 1_000, Duration.ofMillis(1), Duration.ofMinutes(1));

    @Test
    void concurrentClientsGetTheReadersReadings() throws IOException {
        try (LineReader reader = SmallModels.digits().reader();
                Served served = Served.with(reader::readRows, LineService.Limits.DEFAULT)) {
            List<BufferedImage> strips = new ArrayList<>();
            List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                strips.add(noise(i, 100 + i, 20 + i));
                responses.add(served.sendAsync(served.post(png(strips.get(i)))));
            }
            for (int i = 0; i < CLIENTS; i++) {
                HttpResponse<String> response = responses.get(i).join();
                Reading alone = reader.readRow(Picture.of(strips.get(i)));
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(json(response).path("lines").path(0).path("text").textValue())
                        .isEqualTo(alone.text());
                assertThat(json(response)
                                .path("lines")
                                .path(0)
                                .path("confidence")
                                .doubleValue())
                        .isCloseTo(alone.confidence(), within(1e-4));
            }
        }
    }

    @Test
    void beyondItsLimitsItIs503() throws Exception {
        Held reader = new Held();
        LineService.Limits one = new LineService.Limits(
                1_000_000, 1_000_000, 1, 1_000_000, Duration.ofMinutes(1), Duration.ofMinutes(1));
        try (Served served = Served.with(reader, one)) {
            CompletableFuture<HttpResponse<String>> first = served.sendAsync(served.post(STRIP));
            reader.entered.await();
            HttpResponse<String> second = served.send(served.post(STRIP));
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(served.get("/metrics").body()).contains("trocr4j_refused_total 1\n", "trocr4j_in_flight 2\n");
            reader.release.countDown();
            assertThat(first.join().statusCode()).isEqualTo(200);
            assertThat(served.send(served.post(STRIP)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void rowsThatNeedTooMuchMemoryTogetherAre503() throws IOException {
        LineService.Limits tight =
                new LineService.Limits(100_000, 1_000_000, 8, 100_000, Duration.ofMinutes(1), Duration.ofMinutes(1));
        try (Served served = Served.with(new Held(), tight)) {
            byte[] large = png(new BufferedImage(300, 200, BufferedImage.TYPE_BYTE_GRAY));
            assertThat(served.send(served.post("/read?as-is", large)).statusCode())
                    .isEqualTo(503);
        }
    }

    @Test
    void decodedPicturesTogetherKeepToThePixelLimit() throws IOException {
        AtomicInteger pixels = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        LineService.Readers counting = Served.readers(
                picture -> {
                    int size = picture.width() * picture.height();
                    most.accumulateAndGet(pixels.addAndGet(size), Math::max);
                    for (int i = 0; i < 1_000; i++) {
                        Thread.onSpinWait(); // so that others would come in
                    }
                    pixels.addAndGet(-size);
                    return List.of(Served.whole(picture));
                },
                Served::read);
        LineService.Limits limits = new LineService.Limits(
                100_000, 10_000, CLIENTS, 10_000_000, Duration.ofMinutes(1), Duration.ofMinutes(1));
        try (Served served = Served.of(counting, limits)) {
            List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                responses.add(served.sendAsync(served.post(png(noise(i, 100, i % 2 == 0 ? 40 : 70)))));
            }
            assertThat(responses)
                    .allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(200));
        }
        assertThat(most.get()).isBetween(7_000, 10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /read HT", "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Ty"})
    void anIncompleteHeadIsDisconnected(String half) throws IOException {
        try (Served served = Served.with(new Held(), IMPATIENT);
                Socket socket = served.connect()) {
            socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
            assertThat(isCut(socket)).isTrue();
        }
    }

    @Test
    void anIncompleteBodyIs408() throws IOException {
        LineService.Limits impatient =
                new LineService.Limits(1_000, 1_000, 1, 1_000, Duration.ofMillis(500), Duration.ofMinutes(1));
        try (Served served = Served.with(new Held(), impatient);
                Socket socket = served.connect()) {
            socket.getOutputStream()
                    .write(("POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                                    + "Content-Length: 100\r\n\r\nhalf")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(Served.rest(socket))
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("Connection: close")
                    .endsWith("{\"error\":\"The request took too long to arrive; send it again.\"}\n");
            assertThat(served.get("/metrics").body())
                    .contains("trocr4j_requests_total{status=\"408\"} 1\n", "trocr4j_cut_total 1\n");
        }
    }

    @Test
    void readingMayExceedTheClientsTimeLimit() throws Exception {
        Held reader = new Held();
        try (ExchangeThreads threads = new ExchangeThreads(1, Duration.ofMillis(1), new OpenExchanges())) {
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            threads.execute(() -> {
                threads.endClock();
                try {
                    reader.release.await();
                    interrupted.complete(false);
                } catch (InterruptedException e) {
                    interrupted.complete(true);
                }
            });
            CountDownLatch expired = new CountDownLatch(1);
            try (ExchangeThreads others = new ExchangeThreads(1, Duration.ofMillis(1), new OpenExchanges())) {
                others.execute(() -> {
                    try {
                        reader.entered.await();
                    } catch (InterruptedException e) {
                        expired.countDown();
                    }
                });
                expired.await(); // the same time has passed for the first one
                assertThat(others.cut()).isEqualTo(1);
            }
            reader.release.countDown();
            assertThat(interrupted.join()).isFalse();
        }
    }

    /**
     * A connection that is closed before its bytes are read is reset; a timeout of this client would be another
     * exception.
     */
    private static boolean isCut(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException e) {
            return true;
        }
    }
}
