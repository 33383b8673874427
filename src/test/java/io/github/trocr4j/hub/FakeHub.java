package io.github.trocr4j.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.Condition;

/**
 * Two servers on the loopback interface that behave like the Hub and the storage for large files that it redirects to.
 * Tests can replace their responses.
 */
public final class FakeHub implements Closeable {
    static final HubName NAME = HubName.parse("tiny/trocr");
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /** A request. Absent headers are null. */
    public record Request(boolean ofStore, String method, String path, String range, String authorization) {}

    private final String prefix;
    private final Map<String, byte[]> small = new ConcurrentHashMap<>();
    private final Map<String, byte[]> large = new ConcurrentHashMap<>();
    private final Map<String, Deque<HttpHandler>> scripts = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub;
    private final HttpServer store;

    /** Starts a Hub with the repository tiny/trocr. */
    public FakeHub() throws IOException {
        this(NAME.owner() + "/" + NAME.name());
    }

    /** Starts a Hub with one repository. */
    public FakeHub(String repository) throws IOException {
        prefix = "/" + repository + "/resolve/";
        store = server(this::answerOfStore);
        hub = server(this::answerOfHub);
    }

    /** Matches a HubException with this reason. */
    static Condition<Throwable> refusal(HubException.Reason reason) {
        return new Condition<>(
                thrown -> thrown instanceof HubException e && e.reason() == reason, "HubException: %s", reason);
    }

    /** Adds a file in git itself. */
    public FakeHub small(String file, String content) {
        small.put(file, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Adds a file in the storage. */
    public FakeHub large(String file, byte[] content) {
        large.put(file, content.clone());
        return this;
    }

    /** Adds the two configuration files that every model has. */
    FakeHub settings() {
        return small("config.json", "{\"model_type\": \"vision-encoder-decoder\"}")
                .small("preprocessor_config.json", "{}");
    }

    /** Sets the Hub's responses to the next requests for a file. Later requests get regular ones. */
    FakeHub next(String method, String file, HttpHandler... answers) {
        scripts.put(method + " " + file, new ArrayDeque<>(Arrays.asList(answers)));
        return this;
    }

    /** Sets the storage's responses to the next requests for a file. Later requests get regular ones. */
    FakeHub nextOfStore(String file, HttpHandler... answers) {
        return next("store", file, answers);
    }

    public URI base() {
        return address(hub, "");
    }

    URI store(String file) {
        return address(store, "/" + file + "?signature=secret");
    }

    public List<Request> requests() {
        return requests;
    }

    /** Returns the Range headers of the requests to the storage, in order. */
    List<String> rangesAskedOfStore() {
        return requests.stream()
                .filter(Request::ofStore)
                .map(request -> String.valueOf(request.range()))
                .toList();
    }

    static HttpHandler status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    static HttpHandler redirect(Object location) {
        return status(302, "Location", location.toString());
    }

    static HttpHandler page(String html) {
        return exchange -> body(exchange, 200, html.getBytes(StandardCharsets.UTF_8));
    }

    /** Announces the whole content, sends its beginning and closes the connection. */
    static HttpHandler cut(byte[] content, int length) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, length);
            exchange.close();
        };
    }

    /** Announces the whole content, sends its beginning and then nothing until the test ends. */
    HttpHandler stall(byte[] content, int length) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, length);
            exchange.getResponseBody().flush();
            silence().handle(exchange);
        };
    }

    /** Never responds. */
    HttpHandler silence() {
        return exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    static void body(HttpExchange exchange, int status, byte[] content) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
        exchange.close();
    }

    static String hash(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        end.countDown();
        hub.stop(0);
        store.stop(0);
        threads.shutdownNow();
    }

    private void answerOfHub(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        boolean known = path.startsWith(prefix + "main/") || path.startsWith(prefix + COMMIT + "/");
        String file = known
                ? path.substring(path.indexOf('/', prefix.length()) + 1)
                : path.substring(path.lastIndexOf('/') + 1);
        if (!record(exchange, false).answered(exchange, exchange.getRequestMethod() + " " + file)) {
            exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
            if (known && small.containsKey(file)) {
                byte[] content = small.get(file);
                byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
                exchange.getResponseHeaders().set("ETag", '"' + hash("SHA-1", header, content) + '"');
                body(exchange, 200, content);
            } else if (known && large.containsKey(file)) {
                byte[] content = large.get(file);
                exchange.getResponseHeaders().set("X-Linked-ETag", '"' + hash("SHA-256", content) + '"');
                exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
                redirect(store(file)).handle(exchange);
            } else {
                status(404, "X-Error-Code", known ? "EntryNotFound" : "RepoNotFound")
                        .handle(exchange);
            }
        }
    }

    private void answerOfStore(HttpExchange exchange) throws IOException {
        String file = exchange.getRequestURI().getPath().substring(1);
        if (!record(exchange, true).answered(exchange, "store " + file)) {
            byte[] content = large.get(file);
            String range = exchange.getRequestHeaders().getFirst("Range");
            exchange.getResponseHeaders().set("ETag", "\"a-tag-that-is-no-hash\"");
            if (range == null) {
                body(exchange, 200, content);
            } else {
                int from = Integer.parseInt(range.replaceAll("^bytes=|-$", ""));
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
                body(exchange, 206, Arrays.copyOfRange(content, from, content.length));
            }
        }
    }

    private FakeHub record(HttpExchange exchange, boolean ofStore) {
        requests.add(new Request(
                ofStore,
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestHeaders().getFirst("Range"),
                exchange.getRequestHeaders().getFirst("Authorization")));
        return this;
    }

    private boolean answered(HttpExchange exchange, String key) throws IOException {
        HttpHandler scripted = scripts.getOrDefault(key, new ArrayDeque<>()).poll();
        if (scripted != null) {
            scripted.handle(exchange);
        }
        return scripted != null;
    }

    private HttpServer server(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
        return server;
    }

    private static URI address(HttpServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }
}
