package io.github.trocr4j.hub;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer, asked for chunk by chunk with a limit on each wait; the limit of the JDK's client ends with the
 * headers. One chunk at most is under way.
 */
final class BodyChunks implements Flow.Subscriber<List<ByteBuffer>>, Closeable {
    /** What a call of {@link #next} ends in. */
    private interface Event {
        Optional<List<ByteBuffer>> result() throws TransientFailure;
    }

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile Flow.Subscription subscription;

    /** The next chunk, or empty at the end; fails if the connection breaks or stays silent beyond the limit. */
    Optional<List<ByteBuffer>> next(Duration limit) throws IOException {
        Event event;
        try {
            event = events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw Retries.interrupted(e);
        }
        if (event == null) {
            throw new TransientFailure("no data came for " + limit.toMillis() / 1000.0 + " s", null);
        }
        Optional<List<ByteBuffer>> chunk = event.result();
        if (chunk.isPresent()) {
            subscription.request(1);
        }
        return chunk;
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
        events.add(() -> Optional.of(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        events.add(() -> {
            throw new TransientFailure("the connection broke (" + HubHttp.reason(cause) + ")", cause);
        });
    }

    @Override
    public void onComplete() {
        events.add(Optional::empty);
    }
}
