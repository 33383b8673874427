package io.github.trocr4j.serve;

import static io.github.trocr4j.serve.Served.json;
import static io.github.trocr4j.serve.Served.noise;
import static io.github.trocr4j.serve.Served.png;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.Reading;
import io.github.trocr4j.SmallModels;
import io.github.trocr4j.image.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceUnderLoadTest {
    private static final byte[] STRIP = png(noise(1, 140, 28));
    private static final int CLIENTS = 32;

    @Test
    void clientsAtOnceGetWhatTheReaderAloneReads() throws IOException {
        try (DigitReader reader = DigitReader.of(SmallModels.digits());
                Served served = Served.with(reader::readPictures, ServiceLimits.USUAL)) {
            List<BufferedImage> strips = new ArrayList<>();
            List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                strips.add(noise(i, 100 + i, 20 + i));
                responses.add(served.sendAsync(served.post(png(strips.get(i)))));
            }
            for (int i = 0; i < CLIENTS; i++) {
                HttpResponse<String> response = responses.get(i).join();
                Reading alone = reader.read(strips.get(i));
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(json(response).get("digits").textValue()).isEqualTo(alone.digits());
                assertThat(json(response).get("confidence").floatValue()).isCloseTo(alone.confidence(), within(1e-4f));
            }
        }
    }

    @Test
    void beyondItsLimitsItIs503() throws Exception {
        Held reader = new Held();
        ServiceLimits one =
                new ServiceLimits(1_000_000, 1_000_000, 1, 1_000_000, Duration.ofMinutes(1), Duration.ofMinutes(1));
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
    void picturesThatNeedTooMuchMemoryTogetherAre503() throws IOException {
        ServiceLimits tight =
                new ServiceLimits(100_000, 1_000_000, 8, 100_000, Duration.ofMinutes(1), Duration.ofMinutes(1));
        try (Served served = Served.with(new Held(), tight)) {
            byte[] black = png(new BufferedImage(300, 200, BufferedImage.TYPE_BYTE_GRAY));
            assertThat(served.send(served.post(black)).statusCode()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /read HT",
                "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Ty",
                "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 100\r\n\r\nhalf"
            })
    void whoSendsHalfARequestIsCut(String half) throws IOException {
        ServiceLimits impatient =
                new ServiceLimits(1_000, 1_000, 1, 1_000, Duration.ofMillis(1), Duration.ofMinutes(1));
        try (Served served = Served.with(new Held(), impatient);
                Socket socket = served.connect()) {
            socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
            assertThat(isCut(socket)).isTrue();
        }
    }

    @Test
    void readingMayTakeLongerThanClientsMay() throws Exception {
        Held reader = new Held();
        try (ExchangeThreads threads = new ExchangeThreads(1, Duration.ofMillis(1))) {
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            threads.execute(() -> {
                threads.stopClock();
                try {
                    reader.release.await();
                    interrupted.complete(false);
                } catch (InterruptedException e) {
                    interrupted.complete(true);
                }
            });
            CountDownLatch rung = new CountDownLatch(1);
            try (ExchangeThreads others = new ExchangeThreads(1, Duration.ofMillis(1))) {
                others.execute(() -> {
                    try {
                        reader.entered.await();
                    } catch (InterruptedException e) {
                        rung.countDown();
                    }
                });
                rung.await(); // as much time has passed for the first one
                assertThat(others.cut()).isEqualTo(1);
            }
            reader.release.countDown();
            assertThat(interrupted.join()).isFalse();
        }
    }

    @Test
    void whatIsInFlightWhenItStopsIsAnswered() throws Exception {
        Held reader = new Held();
        ServiceLimits patient =
                new ServiceLimits(1_000_000, 1_000_000, 8, 8_000_000, Duration.ofMinutes(1), Duration.ofMinutes(1));
        try (Served served = Served.with(reader, patient)) {
            CompletableFuture<HttpResponse<String>> inFlight = served.sendAsync(served.post(STRIP));
            reader.entered.await();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(served.service::close);
            HttpResponse<String> late = served.get("/health");
            while (late.statusCode() == 200) { // it may not have begun to stop
                late = served.get("/health");
            }
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(json(late).get("error").textValue()).isEqualTo("The service is stopping.");
            assertThat(stopped).isNotDone();
            reader.release.countDown();
            assertThat(inFlight.join().statusCode()).isEqualTo(200);
            assertThat(json(inFlight.join()).get("digits").textValue()).isEqualTo("70415");
            stopped.join();
            assertThatThrownBy(served::connect).isInstanceOf(ConnectException.class);
        }
    }

    /** Cut before what it has sent was read, a connection ends with a reset; a time-out here would be another exception. */
    private static boolean isCut(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException e) {
            return true;
        }
    }

    /** Says when it was asked, and answers when it may. */
    private static final class Held implements Function<List<Picture>, List<Reading>> {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        @Override
        public List<Reading> apply(List<Picture> pictures) {
            entered.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return pictures.stream().map(picture -> Served.READING).toList();
        }
    }
}
