package io.github.trocr4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.trocr4j.http.Http;
import io.github.trocr4j.http.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors with various defects on the loopback interface. The "file" that they serve is small. */
class MnistDownloadTest {
    private static final byte[] CONTENT = IdxFiles.images(200);
    private static final Mnist.DataFile FILE = new Mnist.DataFile("digits.gz", CONTENT.length, Sha256.of(CONTENT), "");
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Response.Progress SILENT = (file, bytes, total) -> {};

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch endOfTest = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void startMirrors() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/good/", exchange -> send(exchange, 200, CONTENT));
        server.createContext("/absent/", exchange -> send(exchange, 404, new byte[] {'n', 'o'}));
        server.createContext("/long/", exchange -> send(exchange, 200, new byte[CONTENT.length + 1]));
        server.createContext("/wrong/", exchange -> send(exchange, 200, new byte[CONTENT.length]));
        server.createContext(
                "/page/", exchange -> send(exchange, 200, "<html>Sign in</html>".getBytes(StandardCharsets.UTF_8)));
        server.createContext("/cut/", exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 5000);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        server.createContext("/stalled/", exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 5000);
            exchange.getResponseBody().flush();
            awaitEndOfTest();
            exchange.close();
        });
        server.createContext("/silent/", exchange -> {
            awaitEndOfTest();
            exchange.close();
        });
        server.createContext("/moved/", exchange -> redirect(exchange, "../good/" + FILE.name()));
        server.createContext("/loop/", exchange -> redirect(exchange, "/loop/" + FILE.name()));
        server.createContext("/elsewhere/", exchange -> redirect(exchange, "ftp://127.0.0.1/" + FILE.name()));
        server.createContext("/nonsense/", exchange -> redirect(exchange, "http://[/"));
        server.start();
    }

    @AfterEach
    void stopMirrors() {
        endOfTest.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aGoodMirrorDeliversAndProgressIsReported() throws IOException {
        List<Long> seen = new ArrayList<>();
        download(PATIENT, "good").into(folder.resolve("a/b"), (file, bytes, total) -> {
            assertThat(file).isEqualTo("digits.gz");
            assertThat(total).isEqualTo(CONTENT.length);
            seen.add(bytes);
        });
        assertThat(folder.resolve("a/b/digits.gz")).hasBinaryContent(CONTENT);
        assertThat(seen).isSorted().endsWith((long) CONTENT.length);
        assertThat(names(folder.resolve("a/b"))).containsExactly("digits.gz");
    }

    @Test
    void theNextMirrorIsTriedAfterAnyFailure() throws IOException {
        download(PATIENT, "wrong", "absent", "cut", "page", "good").into(folder, SILENT);
        assertThat(names(folder)).containsExactly("digits.gz");
    }

    @Test
    void aRedirectIsFollowed() throws IOException {
        download(PATIENT, "moved").into(folder, SILENT);
        assertThat(folder.resolve("digits.gz")).hasBinaryContent(CONTENT);
    }

    @Test
    void theLastErrorListsEachMirrorAndNothingIsLeftBehind() throws IOException {
        MnistDownload download =
                download(PATIENT, "wrong", "absent", "cut", "page", "long", "loop", "elsewhere", "nonsense");
        assertThatThrownBy(() -> download.into(folder, SILENT))
                .isInstanceOf(DigitsUnavailableException.class)
                .hasMessageStartingWith("digits.gz could not be downloaded from any mirror: ")
                .hasMessageContaining("/wrong/digits.gz (wrong content: SHA-256 is ")
                .hasMessageContaining("/absent/digits.gz (HTTP status 404)")
                .hasMessageContaining("/cut/digits.gz (the connection broke")
                .hasMessageContaining("/page/digits.gz (ended after 20 of " + CONTENT.length + " bytes)")
                .hasMessageContaining("/long/digits.gz (more than the " + CONTENT.length + " bytes")
                .hasMessageContaining("/loop/digits.gz redirects more than 5 times")
                .hasMessageContaining(
                        "/elsewhere/digits.gz redirects to a forbidden address: only https is permitted, but found ftp:")
                .hasMessageContaining("/nonsense/digits.gz redirects to an invalid address")
                .hasMessageContaining("yourself (data/README.md");
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void aServerThatFallsSilentIsGivenUp() throws IOException {
        MnistDownload download = download(Duration.ofMillis(300), "stalled", "silent");
        assertThatThrownBy(() -> download.into(folder, SILENT))
                .isInstanceOf(DigitsUnavailableException.class)
                .hasMessageContaining("/stalled/digits.gz (no data came for 0.3 s)")
                .hasMessageContaining("/silent/digits.gz (127.0.0.1 could not be reached (request timed out))");
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void aRightFileIsKeptAndAWrongOneReplacedOnlyByARightOne() throws IOException {
        Path target = folder.resolve("digits.gz");
        Files.write(target, CONTENT);
        download(PATIENT).into(folder, SILENT); // succeeds although there is no mirror

        Files.write(target, new byte[] {1});
        assertThatThrownBy(() -> download(PATIENT, "wrong").into(folder, SILENT))
                .isInstanceOf(IOException.class);
        assertThat(target).hasBinaryContent(new byte[] {1});

        download(PATIENT, "good").into(folder, SILENT);
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void anInterruptEndsTheDownloadAtOnceAndIsNotLost() throws IOException {
        Thread.currentThread().interrupt();
        Throwable thrown =
                catchThrowable(() -> download(PATIENT, "silent", "good").into(folder, SILENT));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(InterruptedIOException.class);
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void plainHttpStaysOnThisMachine() {
        MnistDownload download = new MnistDownload(List.of(URI.create("http://example.org/mnist")));
        assertThatThrownBy(() -> download.into(folder, SILENT))
                .isInstanceOf(DigitsUnavailableException.class)
                .hasMessageContaining("only https is permitted, but found http://example.org");
    }

    private MnistDownload download(Duration stallLimit, String... mirrors) {
        return new MnistDownload(
                Stream.of(mirrors).map(this::mirror).toList(),
                List.of(FILE),
                new Http(PATIENT, stallLimit, Optional.empty()));
    }

    private URI mirror(String path) {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://127.0.0.1:" + address.getPort() + "/" + path);
    }

    private void awaitEndOfTest() {
        try {
            endOfTest.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().add("Location", location);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
