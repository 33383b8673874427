package io.github.trocr4j.data;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an HTTP response, pulled chunk by chunk. {@code HttpRequest.timeout} ends with the headers, so the wait
 * for each chunk has its own limit here. At most one chunk is under way: memory stays bounded.
 */
final class Chunks implements Flow.Subscriber<List<ByteBuffer>>, Closeable {
    private sealed interface Event permits Data, End, Failure {}

    private record Data(List<ByteBuffer> buffers) implements Event {}

    private record End() implements Event {}

    private record Failure(Throwable cause) implements Event {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile Flow.Subscription subscription;

    /** The next chunk, or empty at the end; {@link HttpTimeoutException} if neither comes within the limit. */
    Optional<List<ByteBuffer>> next(Duration limit) throws IOException, InterruptedException {
        Event event = events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null) {
            throw new HttpTimeoutException("no data for " + limit.toMillis() / 1000.0 + " s");
        }
        if (event instanceof Failure failure) {
            throw new IOException("the connection broke: " + failure.cause().getMessage(), failure.cause());
        }
        if (event instanceof Data data) {
            subscription.request(1);
            return Optional.of(data.buffers());
        }
        return Optional.empty();
    }

    /** Gives the connection up; without effect after the end. */
    @Override
    public void close() {
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        newSubscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Data(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        events.add(new Failure(cause));
    }

    @Override
    public void onComplete() {
        events.add(new End());
    }
}
