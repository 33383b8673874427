package io.github.trocr4j.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A server's response, after redirects. */
public final class Response implements Closeable {
    public static final int OK = 200;
    public static final int PARTIAL = 206;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final URI address;
    private final int status;
    private final List<HttpHeaders> hops;
    private final Body body = new Body();
    private final Duration stallLimit;

    /**
     * @param address the address that responded in the end
     * @param hops headers of all responses on the way, in order
     * @param stallLimit longest time to wait for each chunk of the body
     */
    Response(
            URI address,
            int status,
            List<HttpHeaders> hops,
            Flow.Publisher<List<ByteBuffer>> body,
            Duration stallLimit) {
        this.address = address;
        this.status = status;
        this.hops = hops;
        this.stallLimit = stallLimit;
        body.subscribe(this.body);
    }

    /** Receives the body in chunks. */
    @FunctionalInterface
    public interface Sink {
        void accept(ByteBuffer chunk) throws IOException;
    }

    /** Returns the address that responded in the end. */
    public URI address() {
        return address;
    }

    public int status() {
        return status;
    }

    /** Returns a header of the last response. */
    public Optional<String> header(String name) {
        return hops.get(hops.size() - 1).firstValue(name);
    }

    /** Returns a header of the first response that has it. */
    public Optional<String> anyHeader(String name) {
        return hops.stream().flatMap(hop -> hop.firstValue(name).stream()).findFirst();
    }

    /**
     * Returns the {@code Retry-After} header if it is in seconds. Dates are ignored: this machine's clock may be wrong.
     */
    public Optional<Duration> retryAfter() {
        return header("retry-after").flatMap(Response::number).map(Duration::ofSeconds);
    }

    /** Parses a number of bytes or seconds; empty if the text is not one. */
    public static Optional<Long> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /**
     * Passes the body to a sink.
     *
     * @throws Http.TransientFailure if the connection breaks, or sends nothing for longer than the limit
     */
    public void read(Sink sink) throws IOException {
        for (Optional<List<ByteBuffer>> chunk = body.next(stallLimit);
                chunk.isPresent();
                chunk = body.next(stallLimit)) {
            for (ByteBuffer buffer : chunk.get()) {
                sink.accept(buffer);
            }
        }
    }

    /** Closes the connection; has no effect after the end of the body. */
    @Override
    public void close() {
        Flow.Subscription current = body.subscription;
        if (current != null) {
            current.cancel();
        }
    }

    /**
     * Requests the body chunk by chunk and limits each wait, since the timeout of the JDK's client covers the headers
     * only. At most one chunk is in flight, so that memory stays bounded.
     */
    private static final class Body implements Flow.Subscriber<List<ByteBuffer>> {
        /** The outcome of a call of {@link #next}. */
        private interface Event {
            Optional<List<ByteBuffer>> result() throws Http.TransientFailure;
        }

        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private volatile Flow.Subscription subscription;

        /** Returns the next chunk, or empty at the end. */
        Optional<List<ByteBuffer>> next(Duration limit) throws IOException {
            Event event;
            try {
                event = events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw Http.interrupted(e);
            }
            if (event == null) {
                throw new Http.TransientFailure(
                        "no data came for " + limit.toMillis() / 1000.0 + " s", Optional.empty());
            }
            Optional<List<ByteBuffer>> chunk = event.result();
            if (chunk.isPresent()) {
                subscription.request(1);
            }
            return chunk;
        }

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            newSubscription.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            events.add(() -> Optional.of(buffers));
        }

        @Override
        public void onError(Throwable cause) {
            events.add(() -> {
                throw new Http.TransientFailure("the connection broke (" + Http.reason(cause) + ")", cause);
            });
        }

        @Override
        public void onComplete() {
            events.add(Optional::empty);
        }
    }

    /** Is called for each chunk that has arrived, on the downloading thread. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Reports that {@code bytes} of the {@code total} bytes of {@code file} have arrived; fewer than before if the
         * download started again.
         */
        void advanced(String file, long bytes, long total);
    }
}
