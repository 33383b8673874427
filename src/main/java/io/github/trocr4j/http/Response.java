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

/** How a server answered, after redirects. */
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
     * @param address who answered in the end
     * @param hops the headers of all answers on the way, the last one's last
     * @param stallLimit how long each chunk of the body may take
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

    /** Takes the body as it comes. */
    @FunctionalInterface
    public interface Sink {
        void accept(ByteBuffer chunk) throws IOException;
    }

    /** Who answered in the end. */
    public URI address() {
        return address;
    }

    public int status() {
        return status;
    }

    /** A header of the last answer. */
    public Optional<String> header(String name) {
        return hops.get(hops.size() - 1).firstValue(name);
    }

    /** A header of the first answer that has it. */
    public Optional<String> anyHeader(String name) {
        return hops.stream().flatMap(hop -> hop.firstValue(name).stream()).findFirst();
    }

    /** Seconds only: a date would have to be compared with a clock that may be wrong. */
    public Optional<Duration> retryAfter() {
        return header("retry-after").flatMap(Response::number).map(Duration::ofSeconds);
    }

    /** Empty if the text is no number of bytes or seconds. */
    public static Optional<Long> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** Delivers the body; a {@link Http.TransientFailure} if the connection breaks or stays silent beyond the limit. */
    public void read(Sink sink) throws IOException {
        for (Optional<List<ByteBuffer>> chunk = body.next(stallLimit);
                chunk.isPresent();
                chunk = body.next(stallLimit)) {
            for (ByteBuffer buffer : chunk.get()) {
                sink.accept(buffer);
            }
        }
    }

    /** Gives the connection up; without effect after the end of the body. */
    @Override
    public void close() {
        Flow.Subscription current = body.subscription;
        if (current != null) {
            current.cancel();
        }
    }

    /**
     * Asked for chunk by chunk with a limit on each wait; the limit of the JDK's client ends with the headers. One chunk at
     * most is under way: memory stays bounded.
     */
    private static final class Body implements Flow.Subscriber<List<ByteBuffer>> {
        /** What a call of {@link #next} ends in. */
        private interface Event {
            Optional<List<ByteBuffer>> result() throws Http.TransientFailure;
        }

        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private volatile Flow.Subscription subscription;

        /** The next chunk, or empty at the end. */
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

    /** Told of each chunk that arrived; called on the downloading thread. */
    @FunctionalInterface
    public interface Progress {
        /** {@code bytes} of the {@code total} bytes of {@code file} are here; fewer than before if it had to start anew. */
        void advanced(String file, long bytes, long total);
    }
}
