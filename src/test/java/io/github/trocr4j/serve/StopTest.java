package io.github.trocr4j.serve;

import static io.github.trocr4j.serve.Served.json;
import static io.github.trocr4j.serve.Served.noise;
import static io.github.trocr4j.serve.Served.png;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stops a service while a picture is being read. */
class StopTest {
    private static final byte[] STRIP = png(noise(1, 140, 28));
    private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Held reader = new Held();
    private Served served;
    private CompletableFuture<HttpResponse<String>> inFlight;

    @BeforeEach
    void aPictureIsBeingRead() throws Exception {
        served = Served.with(reader, stoppingWithin(Duration.ofMinutes(1)));
        inFlight = served.sendAsync(served.post(STRIP));
        reader.entered.await();
    }

    @AfterEach
    void end() {
        reader.release.countDown();
        served.close();
    }

    @Test
    void openRequestsAreAnsweredAndNewOnesRefused() throws Exception {
        CompletableFuture<Void> stopped = stop();
        assertThat(stopped).isNotDone();
        reader.release.countDown();
        assertThat(inFlight.join().statusCode()).isEqualTo(200);
        assertThat(json(inFlight.join()).path("lines").path(0).path("text").textValue())
                .isEqualTo("70415");
        assertThat(inFlight.join().headers().firstValue("Connection")).hasValue("close");
        stopped.join();
    }

    @Test
    void aPartlyReceivedRequestIsAnswered() throws Exception {
        try (Socket half = served.connect()) {
            write(half, HEALTH.substring(0, 20));
            awaitInFlight(3); // the picture, the incomplete request, and this one
            CompletableFuture<Void> stopped = stop();
            reader.release.countDown();
            assertThat(inFlight.join().statusCode()).isEqualTo(200);
            assertThat(stopped).isNotDone();
            write(half, HEALTH.substring(20));
            assertThat(Served.rest(half)).startsWith("HTTP/1.1 200 ");
            stopped.join();
        }
    }

    @Test
    void anOpenConnectionGets503() throws Exception {
        try (Socket before = served.connect()) {
            write(before, HEALTH);
            byte[] head = before.getInputStream().readNBytes("HTTP/1.1 200 ".length());
            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 ");
            awaitInFlight(2); // the picture and this request: the incomplete one has ended
            CompletableFuture<Void> stopped = stop();
            write(before, HEALTH);
            assertThat(Served.rest(before))
                    .contains("HTTP/1.1 503 ")
                    .containsIgnoringCase("Retry-After: 10")
                    .containsIgnoringCase("Connection: close")
                    .endsWith("{\"error\":\"The service is stopping.\"}\n");
            reader.release.countDown();
            stopped.join();
        }
    }

    @Test
    void requestsBeyondTheStopLimitAreCutOff() throws Exception {
        Held slow = new Held();
        try (Served hasty = Served.with(slow, stoppingWithin(Duration.ofMillis(1)))) {
            CompletableFuture<HttpResponse<String>> cut = hasty.sendAsync(hasty.post(STRIP));
            slow.entered.await();
            CompletableFuture<Void> stopped = closed(hasty);
            assertThatThrownBy(cut::join).hasCauseInstanceOf(IOException.class);
            slow.release.countDown();
            stopped.join();
        }
    }

    private void awaitInFlight(int count) throws Exception {
        while (!served.get("/metrics").body().contains("trocr4j_in_flight " + count + "\n")) {
            Thread.onSpinWait();
        }
    }

    /** Stops the service, and waits until it accepts no more connections. */
    private CompletableFuture<Void> stop() throws IOException {
        CompletableFuture<Void> stopped = closed(served);
        while (true) {
            try (Socket late = served.connect()) {
                write(late, HEALTH);
            } catch (SocketException e) {
                return stopped;
            }
        }
    }

    /** Closes the service on a thread of its own: the HTTP client completes its answers on the common pool. */
    private static CompletableFuture<Void> closed(Served service) {
        return CompletableFuture.runAsync(service.service::close, task -> new Thread(task, "close").start());
    }

    private static LineService.Limits stoppingWithin(Duration stop) {
        return new LineService.Limits(1_000_000, 1_000_000, 8, 8_000_000, Duration.ofMinutes(1), stop);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
