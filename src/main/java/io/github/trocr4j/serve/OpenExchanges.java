package io.github.trocr4j.serve;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Counts open requests, from their first byte to their response, so that the service can stop after the last one.
 *
 * <p>When the JDK's server stops, it ends as soon as no exchange is open, and JDK 17 does not count requests whose head
 * has not been read (later versions do). Therefore the first exchange that is answered while the service stops stays
 * open until all others are answered; see {@link #holdForOthers}.
 */
final class OpenExchanges {
    private static final Duration FOREVER = Duration.ofDays(1);

    private int open;
    private boolean stopping;
    private boolean held;
    private boolean ended;

    /** Counts a new request. Returns false if requests are no longer accepted; otherwise {@link #end} must follow. */
    synchronized boolean begin() {
        if (!ended) {
            open++;
        }
        return !ended;
    }

    /** Counts the end of a request: it was answered, or its client has disconnected. */
    synchronized void end() {
        open--;
        notifyAll();
    }

    synchronized int count() {
        return open;
    }

    /** Starts stopping: later requests are late. */
    synchronized void stop() {
        stopping = true;
    }

    synchronized boolean stopping() {
        return stopping;
    }

    /**
     * While the service stops, makes the first caller wait until all other requests have ended, or the wait for them
     * has.
     */
    synchronized void holdForOthers() {
        if (stopping && !held) {
            held = true;
            await(() -> open == 1 || ended, FOREVER);
            ended = true;
        }
    }

    /** Waits for this time, so that requests that have already arrived are counted. */
    synchronized void settle(Duration time) {
        await(() -> false, time);
    }

    /** Waits until no request is open, for at most this time; afterwards no request is accepted. */
    synchronized void awaitEnd(Duration most) {
        await(() -> open == 0, most);
        ended = true;
        notifyAll();
    }

    private synchronized void await(BooleanSupplier done, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        long left = most.toMillis();
        boolean interrupted = false;
        while (left > 0 && !done.getAsBoolean()) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
