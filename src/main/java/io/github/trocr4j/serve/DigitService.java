package io.github.trocr4j.serve;

import com.sun.net.httpserver.HttpServer;
import io.github.trocr4j.BatchingReader;
import io.github.trocr4j.DigitReader;
import io.github.trocr4j.Reading;
import io.github.trocr4j.image.Picture;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A service that reads digits over HTTP, on the server of the JDK.
 *
 * <ul>
 *   <li>{@code POST /read}: a picture as the body (image/png, image/jpeg, image/bmp, image/gif); the answer is
 *       {@code {"digits":"70415","confidence":0.98,"confidences":[...],"milliseconds":12.3}}
 *   <li>{@code GET /}: a page to draw digits on, or to drop pictures on
 *   <li>{@code GET /health}, {@code GET /metrics}: for those who watch it; the latter as Prometheus reads it
 * </ul>
 *
 * <p>Errors are {@code {"error": "one sentence"}} with the status that fits: 400, 403, 404, 405, 411, 413, 415, 422, 500,
 * 503. There is neither encryption nor a password: bind it to the loopback address, or put a proxy before it.
 */
public final class DigitService implements AutoCloseable {
    private static final int THREADS_THAT_ONLY_REFUSE = 16;
    private static final int BACKLOG = 128;
    private static final int MOST_AT_ONCE = 32;

    private final HttpServer server;
    private final BatchingReader reader;
    private final ExchangeThreads threads;
    private final OpenExchanges open = new OpenExchanges();
    private final ServiceLimits limits;
    private final InetSocketAddress address;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DigitService(
            Function<List<Picture>, List<Reading>> read, String model, InetSocketAddress wanted, ServiceLimits limits)
            throws IOException {
        PageFiles page = PageFiles.load();
        this.limits = limits;
        this.server = bind(wanted);
        this.address = new InetSocketAddress(
                server.getAddress().getAddress(), server.getAddress().getPort());
        this.reader = new BatchingReader(read, MOST_AT_ONCE, limits.readings());
        this.threads = new ExchangeThreads(limits.readings() + THREADS_THAT_ONLY_REFUSE, limits.exchange());
        Metrics metrics = new Metrics(model);
        server.setExecutor(threads);
        Routes routes = new Routes(
                page,
                new PictureRequests(reader, limits, threads, metrics),
                Answer.healthy(model),
                () -> metrics.text(open.count(), reader.batches(), threads.cut()));
        server.createContext("/", new ServiceHandler(HostCheck.of(wanted), routes, metrics, open, threads));
    }

    /**
     * Starts a service; the reader stays the caller's, to be closed after the service.
     *
     * @param model what health and metrics call the model
     * @param address to bind; port 0 is a free one, see {@link #address}
     * @throws IOException one sentence, if the address cannot be bound
     */
    public static DigitService start(DigitReader reader, String model, InetSocketAddress address, ServiceLimits limits)
            throws IOException {
        return start(reader::readPictures, model, address, limits);
    }

    /** As above, with whatever gives one reading for each picture. */
    static DigitService start(
            Function<List<Picture>, List<Reading>> read, String model, InetSocketAddress address, ServiceLimits limits)
            throws IOException {
        DigitService service = new DigitService(read, model, address, limits);
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
     * Answers what is in flight, refuses what comes meanwhile with 503, and ends; what takes longer than
     * {@link ServiceLimits#stop} is cut. A second call does nothing.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        open.stop(limits.stop());
        server.stop(0);
        threads.close();
        reader.close();
    }
}
