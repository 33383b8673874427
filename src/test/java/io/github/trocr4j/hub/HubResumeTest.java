package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.FakeHub.NAME;
import static io.github.trocr4j.hub.FakeHub.cut;
import static io.github.trocr4j.hub.FakeHub.refusal;
import static io.github.trocr4j.hub.FakeHub.status;
import static io.github.trocr4j.hub.HubException.Reason.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupted transfers and busy servers: downloads are retried and resumed. */
class HubResumeTest {
    private static final String FILE = "model.safetensors";
    private static final byte[] WEIGHTS = new byte[100_000];

    @TempDir
    Path folder;

    private final List<Duration> waits = new ArrayList<>();
    private FakeHub hub;
    private Path target;
    private Path part;

    @BeforeEach
    void startHub() throws IOException {
        new Random(2).nextBytes(WEIGHTS);
        hub = new FakeHub().settings().large(FILE, WEIGHTS);
        target = folder.resolve(FILE);
        part = folder.resolve(FILE + "." + FakeHub.hash("SHA-256", WEIGHTS).substring(0, 8) + ".part");
    }

    @AfterEach
    void stopHub() {
        hub.close();
    }

    @Test
    void aCutConnectionResumesWhereItStopped() throws IOException {
        hub.nextOfStore(FILE, cut(WEIGHTS, 60_000));
        download().fetch(NAME, folder);
        assertThat(target).hasBinaryContent(WEIGHTS);
        assertThat(hub.rangesAskedOfStore()).containsExactly("null", "bytes=60000-");
        assertThat(waits).containsExactly(Duration.ofSeconds(1));
        assertThat(part).doesNotExist();
    }

    @Test
    void aLaterDownloadResumesAnEarlierOne() throws IOException {
        Files.write(part, Arrays.copyOf(WEIGHTS, 30_000));
        download().fetch(NAME, folder);
        assertThat(target).hasBinaryContent(WEIGHTS);
        assertThat(hub.rangesAskedOfStore()).containsExactly("bytes=30000-");
    }

    @Test
    void aPartThatOnlyLacksTheCheckIsNotFetchedAgain() throws IOException {
        Files.write(part, WEIGHTS);
        download().fetch(NAME, folder);
        assertThat(target).hasBinaryContent(WEIGHTS);
        assertThat(hub.rangesAskedOfStore()).isEmpty();
    }

    @Test
    void partsOfOtherVersionsAndOverlongPartsAreReplaced() throws IOException {
        Path other = Files.write(folder.resolve(FILE + ".00000000.part"), new byte[10]);
        Files.write(part, new byte[WEIGHTS.length + 1]);
        download().fetch(NAME, folder);
        assertThat(target).hasBinaryContent(WEIGHTS);
        assertThat(hub.rangesAskedOfStore()).containsExactly("null");
        assertThat(other).doesNotExist();
    }

    @Test
    void aServerWithoutRangesSendsTheWholeAgain() throws IOException {
        Files.write(part, new byte[30_000]);
        hub.nextOfStore(FILE, exchange -> FakeHub.body(exchange, 200, WEIGHTS));
        download().fetch(NAME, folder);
        assertThat(target).hasBinaryContent(WEIGHTS);
    }

    @Test
    void aWrongRangeRestartsTheDownload() throws IOException {
        Files.write(part, Arrays.copyOf(WEIGHTS, 30_000));
        hub.nextOfStore(FILE, exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 20000-99999/100000");
            FakeHub.body(exchange, 206, Arrays.copyOfRange(WEIGHTS, 20_000, WEIGHTS.length));
        });
        download().fetch(NAME, folder);
        assertThat(target).hasBinaryContent(WEIGHTS);
        assertThat(hub.rangesAskedOfStore()).containsExactly("bytes=30000-", "null");
    }

    @Test
    void aServerThatFallsSilentIsAskedAgain() throws IOException {
        hub.nextOfStore(FILE, hub.stall(WEIGHTS, 10_000)).next("HEAD", FILE, hub.silence());
        download(Duration.ofSeconds(1)).fetch(NAME, folder);
        assertThat(target).hasBinaryContent(WEIGHTS);
        // On a busy machine other responses may exceed the limit, too.
        assertThat(hub.rangesAskedOfStore()).startsWith("null", "bytes=10000-");
        assertThat(waits).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aServerThatIsBusyIsAskedAgainAfterTheTimeThatItNames() throws IOException {
        hub.next("HEAD", "config.json", status(429, "Retry-After", "7"), status(503))
                .next(
                        "HEAD",
                        FILE,
                        status(429, "Retry-After", "86400"),
                        status(429, "Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"));
        download().fetch(NAME, folder);
        assertThat(target).exists();
        assertThat(waits)
                .containsExactly(
                        Duration.ofSeconds(7), Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(2));
    }

    @Test
    void anExpiredLinkToTheStoreIsReplacedByAFreshOne() throws IOException {
        hub.nextOfStore(FILE, status(403));
        download().fetch(NAME, folder);
        assertThat(target).hasBinaryContent(WEIGHTS);
    }

    @Test
    void afterFiveAttemptsItEndsAndKeepsWhatArrived() throws IOException {
        HttpHandler busy = status(503);
        hub.nextOfStore(FILE, cut(WEIGHTS, 40_000), busy, busy, busy, busy);
        assertThatThrownBy(() -> download().fetch(NAME, folder))
                .is(refusal(UNAVAILABLE))
                .hasMessage("model.safetensors of tiny/trocr@main could not be downloaded in 5 attempts, of which the"
                        + " last failed because 127.0.0.1 answered with HTTP status 503; try again later, what has"
                        + " arrived is kept.");
        assertThat(waits).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);
        assertThat(target).doesNotExist();
        assertThat(part).hasBinaryContent(Arrays.copyOf(WEIGHTS, 40_000));

        download().fetch(NAME, folder);
        assertThat(target).hasBinaryContent(WEIGHTS);
        assertThat(hub.rangesAskedOfStore()).endsWith("bytes=40000-");
    }

    @Test
    void aHubThatCannotBeReachedIsNamed() {
        HubSettings nowhere = HubSettings.defaults().withBase(hub.base());
        hub.close();
        assertThatThrownBy(() -> new HubDownload(nowhere, waits::add, UnaryOperator.identity()).fetch(NAME, folder))
                .is(refusal(UNAVAILABLE))
                .hasMessageContaining("127.0.0.1 could not be reached");
    }

    @Test
    void anInterruptEndsTheDownloadAtOnceAndIsNotLost() {
        Thread.currentThread().interrupt();
        Throwable thrown = catchThrowable(() -> download().fetch(NAME, folder));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(InterruptedIOException.class).hasMessage("The download was interrupted.");
    }

    @Test
    void anInterruptEndsTheWaitBetweenAttempts() {
        hub.next("HEAD", "config.json", Collections.nCopies(5, status(500)).toArray(HttpHandler[]::new));
        HubDownload download = new HubDownload(
                HubSettings.defaults().withBase(hub.base()),
                time -> {
                    throw new InterruptedException();
                },
                UnaryOperator.identity());
        Throwable thrown = catchThrowable(() -> download.fetch(NAME, folder));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(InterruptedIOException.class);
    }

    private HubDownload download() {
        return download(Duration.ofSeconds(20));
    }

    private HubDownload download(Duration stallLimit) {
        HubSettings settings = HubSettings.defaults().withBase(hub.base()).withLimits(stallLimit, stallLimit);
        return new HubDownload(settings, waits::add, UnaryOperator.identity());
    }
}
