package io.github.trocr4j.serve;

import com.sun.net.httpserver.HttpServer;
import io.github.trocr4j.BatchingReader;
import io.github.trocr4j.Line;
import io.github.trocr4j.LineReader;
import io.github.trocr4j.Reading;
import io.github.trocr4j.image.Picture;
import io.github.trocr4j.image.row.WritingRow;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A service that reads the lines in pictures over HTTP, based on the JDK's {@link HttpServer}.
 *
 * <ul>
 *   <li>{@code POST /read}: a picture as the body or in a form (multipart/form-data); its content counts, not its
 *       Content-Type. {@link LineReader#findRows} finds the rows; with {@code POST /read?as-is} the whole picture is
 *       one line. The response is
 *       {@code {"lines":[{"text":"70415","confidence":0.98,"uncertain":false,"box":[x,y,width,height]}],"milliseconds":12.3}}:
 *       the lines from top to bottom, each with the probability that it is right, 0 to 1, whether that is below the
 *       reader's minimum confidence, and its place in pixels of the picture; and the time since the last byte of the
 *       picture. Of a TIFF file with several pages, each line has the number of its {@code page}, too
 *   <li>{@code GET /}: a page to write on or drop pictures on
 *   <li>{@code GET /health}: {@code {"status":"ok","model":"..."}}; 503 while the service stops
 *   <li>{@code GET /metrics}: counters, and a histogram of the times, for Prometheus (text format 0.0.4)
 * </ul>
 *
 * <p>Errors are {@code {"error":"one sentence"}} with status 400, 403, 404, 405, 408, 411, 413, 415, 422, 500, or 503
 * with a Retry-After if the service is overloaded. Requests that the JDK's server cannot parse do not reach this class:
 * the server answers with 400 and HTML, or closes the connection. A client that sends an incomplete request head is
 * disconnected without a response.
 *
 * <p>There is no encryption and no authentication: bind to the loopback address, or put a proxy in front.
 * {@code -Dsun.net.httpserver.nodelay=true} makes each response about 40 ms faster;
 * {@code -Djdk.httpserver.maxConnections} limits the number of connections. Both must be set before the process creates
 * its first server; the command line sets them.
 */
public final class LineService implements AutoCloseable {
    private static final int REFUSAL_THREADS = 16;
    private static final int BACKLOG = 128;
    private static final int MAX_BATCH_SIZE = 32;

    /** The time after which requests sent before the stop have reached the threads. */
    private static final Duration SETTLE_TIME = Duration.ofMillis(100);

    private final HttpServer server;
    private final BatchingReader reader;
    private final ExchangeThreads threads;
    private final OpenExchanges open = new OpenExchanges();
    private final Limits limits;
    private final InetSocketAddress address;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * The functions that read, and the name of the model.
     *
     * @param rows finds the rows of a picture
     * @param whole takes a picture as a row
     * @param readings returns one reading for each row
     * @param lines puts rows and readings together
     * @param words whether lines are answered with their words
     * @param model the name of the model in health and metrics
     */
    record Readers(
            Function<Picture, List<WritingRow>> rows,
            Function<Picture, WritingRow> whole,
            Function<List<Picture>, List<Reading>> readings,
            BiFunction<List<WritingRow>, List<Reading>, List<Line>> lines,
            boolean words,
            String model) {}

    private LineService(Readers readers, InetSocketAddress wanted, List<String> names, Limits limits)
            throws IOException {
        Routes.PageFiles page = Routes.PageFiles.load();
        this.limits = limits;
        this.server = bind(wanted);
        this.address = new InetSocketAddress(
                server.getAddress().getAddress(), server.getAddress().getPort());
        this.reader = new BatchingReader(readers.readings(), MAX_BATCH_SIZE);
        this.threads = new ExchangeThreads(limits.readings() + REFUSAL_THREADS, limits.exchange(), open);
        Metrics metrics = new Metrics(readers.model());
        server.setExecutor(threads);
        Routes routes = new Routes(
                page,
                new PictureRequests(readers, reader, limits, threads, metrics),
                Response.healthy(readers.model()),
                () -> metrics.text(open.count(), reader.batches(), threads.cut()));
        server.createContext("/", new ServiceHandler(HostCheck.of(wanted, names), routes, metrics, open, threads));
    }

    /**
     * Starts a service. The caller closes the reader after the service.
     *
     * @param model the name of the model in health and metrics
     * @param address the address to bind; port 0 chooses a free port, see {@link #address}
     * @param names further host names by which clients may address the service, such as those of a proxy or of the
     *     machine. If empty, a service bound to the loopback address accepts only the loopback names, and any other
     *     service accepts all names
     * @throws IOException if the address cannot be bound
     */
    public static LineService start(
            LineReader reader, String model, InetSocketAddress address, List<String> names, Limits limits)
            throws IOException {
        return start(
                new Readers(
                        reader::findRows,
                        reader::wholeRow,
                        reader::readFound,
                        reader::lines,
                        !reader.readsDigits(),
                        model),
                address,
                names,
                limits);
    }

    /** As above, with the functions that read. */
    static LineService start(Readers readers, InetSocketAddress address, List<String> names, Limits limits)
            throws IOException {
        LineService service = new LineService(readers, address, names, limits);
        service.server.start();
        return service;
    }

    private static HttpServer bind(InetSocketAddress wanted) throws IOException {
        if (wanted.isUnresolved()) {
            throw new IOException("Unknown host " + wanted.getHostString() + ".");
        }
        try {
            return HttpServer.create(wanted, BACKLOG);
        } catch (BindException e) {
            throw new IOException(
                    "Cannot listen at " + wanted.getHostString() + ", port " + wanted.getPort() + " (" + e.getMessage()
                            + "); choose another port (0 for a free one) or an address of this machine.",
                    e);
        }
    }

    /** Returns the address that the service is bound to. */
    public InetSocketAddress address() {
        return address;
    }

    /** Returns the URL of the page, for a browser on this machine. */
    public URI page() {
        InetAddress host = address.getAddress();
        String name = host.isAnyLocalAddress() ? "localhost" : host.getHostAddress();
        String shown = name.contains(":") ? "[" + name.replaceFirst("%.*", "") + "]" : name;
        return URI.create(String.format(Locale.ROOT, "http://%s:%d/", shown, address.getPort()));
    }

    /**
     * Stops the service: refuses new connections and answers the requests already received. Requests that arrive
     * meanwhile on open connections are answered with 503; those that take longer than {@link Limits#stop} are cut off.
     * A second call has no effect.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        open.stop();
        if (open.count() > 0) {
            open.settle(SETTLE_TIME);
            // Closes the port at once, then waits for the exchanges that the server knows of; OpenExchanges counts the
            // rest.
            Thread closing =
                    new Thread(() -> server.stop(Math.toIntExact(limits.stop().toSeconds() + 1)), "trocr4j-http-stop");
            closing.setDaemon(true);
            closing.start();
        }
        open.awaitEnd(limits.stop());
        server.stop(0);
        threads.close();
        reader.shutdownNow();
    }

    /**
     * The limits of a service, which keep clients from exhausting the process.
     *
     * @param bodyBytes the size of a picture file in bytes
     * @param pixels the size of a picture in pixels, and of all pictures that are decoded at a time; others wait
     * @param readings the pictures that are received, decoded or read at a time; further requests are answered with 503
     * @param memoryBytes the memory of these pictures in bytes: their files, and their rows once they are found
     * @param exchange the time that a client has to send its request, and again to receive the response
     * @param stop how long {@link LineService#close} waits for open requests
     */
    public record Limits(int bodyBytes, long pixels, int readings, long memoryBytes, Duration exchange, Duration stop) {
        /**
         * Limits for a process with the default heap: 8 MB, 16 million pixels, 64 pictures in 128 MB, 10 seconds, 20
         * seconds.
         */
        public static final Limits DEFAULT =
                new Limits(8_000_000, 16_000_000, 64, 128_000_000, Duration.ofSeconds(10), Duration.ofSeconds(20));

        /**
         * @throws IllegalArgumentException if a limit is not positive, or {@code memoryBytes} is less than
         *     {@code bodyBytes}
         */
        public Limits {
            if (bodyBytes < 1 || pixels < 1 || readings < 1 || memoryBytes < bodyBytes) {
                throw new IllegalArgumentException(
                        "expected limits of at least 1 and memory for at least one body, found "
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
