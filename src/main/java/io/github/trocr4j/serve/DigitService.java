package io.github.trocr4j.serve;

import com.sun.net.httpserver.HttpServer;
import io.github.trocr4j.BatchingReader;
import io.github.trocr4j.DigitReader;
import io.github.trocr4j.Reading;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.file.UnreadableImageException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A service that reads digits over HTTP, on the server of the JDK.
 *
 * <ul>
 *   <li>{@code POST /read}: a picture as the body (image/png, image/jpeg, image/bmp, image/gif). The row of digits is found
 *       as by {@link DigitReader#findStrip}; with {@code POST /read?as-is} the whole picture is read. The answer is
 *       {@code {"digits":"70415","confidence":0.98,"confidences":[0.99,...],"uncertain":false,"milliseconds":12.3}}:
 *       the digits from left to right, the probability of them all and of each, 0 to 1, whether that is less than the
 *       reader was told to require, and the time from the last byte of the picture on
 *   <li>{@code GET /}: a page to draw digits on, or to drop pictures on
 *   <li>{@code GET /health}: {@code {"status":"ok","model":"..."}}; 503 while the service stops
 *   <li>{@code GET /metrics}: counters, and a histogram of the times, as Prometheus reads them (text format 0.0.4)
 * </ul>
 *
 * <p>Errors are {@code {"error":"one sentence"}} with the status that fits: 400, 403, 404, 405, 408, 411, 413, 415, 422,
 * 500, or 503 with a Retry-After where there is too much to do. What the JDK's server cannot parse never gets here; the
 * server answers with 400 and some HTML or closes the connection, and who sends half a head is cut without an answer.
 *
 * <p>There is neither encryption nor a password: bind it to the loopback address, or put a proxy before it. With
 * {@code -Dsun.net.httpserver.nodelay=true} each answer is some 40 ms earlier; with {@code -Djdk.httpserver.maxConnections}
 * there are at most so many connections. Both must be set before the process has its first server, and the command line
 * does so.
 */
public final class DigitService implements AutoCloseable {
    private static final int THREADS_THAT_ONLY_REFUSE = 16;
    private static final int BACKLOG = 128;
    private static final int MOST_AT_ONCE = 32;

    /** What clients have sent when the service is told to stop should be with its threads after that time. */
    private static final Duration UNTIL_ALL_IS_SEEN = Duration.ofMillis(100);

    private final HttpServer server;
    private final BatchingReader reader;
    private final ExchangeThreads threads;
    private final OpenExchanges open = new OpenExchanges();
    private final Limits limits;
    private final InetSocketAddress address;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * What the service works with.
     *
     * @param strips finds the strip in a picture
     * @param readings one reading for each strip
     * @param model what health and metrics call it
     */
    record Readers(Strips strips, Function<List<Picture>, List<Reading>> readings, String model) {
        /** As {@link DigitReader#findStrip}. */
        @FunctionalInterface
        interface Strips {
            Picture find(String name, Picture picture) throws UnreadableImageException;
        }
    }

    private DigitService(Readers readers, InetSocketAddress wanted, List<String> names, Limits limits)
            throws IOException {
        Routes.PageFiles page = Routes.PageFiles.load();
        this.limits = limits;
        this.server = bind(wanted);
        this.address = new InetSocketAddress(
                server.getAddress().getAddress(), server.getAddress().getPort());
        this.reader = new BatchingReader(readers.readings(), MOST_AT_ONCE, limits.readings());
        this.threads = new ExchangeThreads(limits.readings() + THREADS_THAT_ONLY_REFUSE, limits.exchange(), open);
        Metrics metrics = new Metrics(readers.model());
        server.setExecutor(threads);
        Routes routes = new Routes(
                page,
                new PictureRequests(readers.strips(), reader, limits, threads, metrics),
                Answer.healthy(readers.model()),
                () -> metrics.text(open.count(), reader.batches(), threads.cut()));
        server.createContext("/", new ServiceHandler(HostCheck.of(wanted, names), routes, metrics, open, threads));
    }

    /**
     * Starts a service; the reader stays the caller's, to be closed after the service.
     *
     * @param model what health and metrics call the model
     * @param address to bind; port 0 is a free one, see {@link #address}
     * @param names by which clients may call it, if not by that of the address: those of a proxy, or of the machine. With
     *     none, a service that is bound to the loopback address answers to the loopback names only, any other to all
     * @throws IOException one sentence, if the address cannot be bound
     */
    public static DigitService start(
            DigitReader reader, String model, InetSocketAddress address, List<String> names, Limits limits)
            throws IOException {
        return start(new Readers(reader::findStrip, reader::readStrips, model), address, names, limits);
    }

    /** As above, with whatever reads. */
    static DigitService start(Readers readers, InetSocketAddress address, List<String> names, Limits limits)
            throws IOException {
        DigitService service = new DigitService(readers, address, names, limits);
        service.server.start();
        return service;
    }

    private static HttpServer bind(InetSocketAddress wanted) throws IOException {
        if (wanted.isUnresolved()) {
            throw new IOException("There is no host " + wanted.getHostString() + ".");
        }
        try {
            return HttpServer.create(wanted, BACKLOG);
        } catch (BindException e) {
            throw new IOException(
                    "Cannot listen at " + wanted.getHostString() + ", port " + wanted.getPort() + " (" + e.getMessage()
                            + "); choose another port (0 takes a free one) or an address of this machine.",
                    e);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** The page, for a browser on this machine. */
    public URI page() {
        InetAddress host = address.getAddress();
        String name = host.isAnyLocalAddress() ? "localhost" : host.getHostAddress();
        String shown = name.contains(":") ? "[" + name.replaceFirst("%.*", "") + "]" : name;
        return URI.create(String.format(Locale.ROOT, "http://%s:%d/", shown, address.getPort()));
    }

    /**
     * Answers the requests that have come, connects with nobody any more, and ends. What comes meanwhile over connections
     * that were open before is told so with 503; what takes longer than {@link Limits#stop} is cut. A second call
     * does nothing.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        open.stop();
        if (open.count() > 0) {
            open.settle(UNTIL_ALL_IS_SEEN);
            // Closes the port at once, and then waits for the exchanges that it knows of: OpenExchanges tells the rest.
            Thread closing =
                    new Thread(() -> server.stop(Math.toIntExact(limits.stop().toSeconds() + 1)), "trocr4j-http-stop");
            closing.setDaemon(true);
            closing.start();
        }
        open.awaitEnd(limits.stop());
        server.stop(0);
        threads.close();
        reader.abandon();
    }

    /**
     * What a service takes on at most, so that no client, and no crowd of them, uses up the process.
     *
     * @param bodyBytes the most bytes of a picture file
     * @param pixels the most pixels of a picture
     * @param readings how many pictures may be received, decoded or read at a time; beyond that clients are told to come back
     * @param memoryBytes how much these may hold together, as files and as pictures
     * @param exchange how long a client may take to send its request, and again to take the answer
     * @param stop how long {@link DigitService#close} waits for what is in flight
     */
    public record Limits(int bodyBytes, long pixels, int readings, long memoryBytes, Duration exchange, Duration stop) {
        /** For a process with the usual heap: 8 MB, 4 million pixels, 64 at a time in 128 MB, 10 seconds, 20 seconds. */
        public static final Limits USUAL =
                new Limits(8_000_000, 4_000_000, 64, 128_000_000, Duration.ofSeconds(10), Duration.ofSeconds(20));

        /** @throws IllegalArgumentException if nothing could ever be read within them */
        public Limits {
            if (bodyBytes < 1 || pixels < 1 || readings < 1 || memoryBytes < bodyBytes) {
                throw new IllegalArgumentException(
                        "expected limits of at least 1 and a memory of at least one body, found "
                                + bodyBytes + " bytes, " + pixels + " pixels, " + readings + " readings, " + memoryBytes
                                + " bytes of memory");
            }
            if (exchange.isZero() || exchange.isNegative() || stop.isNegative()) {
                throw new IllegalArgumentException(
                        "expected times above zero, found " + exchange + " for an exchange, " + stop + " to stop");
            }
        }
    }
}
