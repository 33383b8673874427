package io.github.trocr4j.serve;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Counts the requests that have come, from their first byte to their answer, so that the service can stop after the last
 * of them.
 *
 * <p>A server of the JDK that is told to stop ends as soon as it finds no exchange open, and takes requests whose head it
 * has not read yet for none (JDK 17; later ones know better). So the first exchange that is answered while the service
 * stops stays open until all others are answered: {@link #holdForOthers}.
 */
final class OpenExchanges {
    private static final Duration FOREVER = Duration.ofDays(1);

    private int open;
    private boolean stopping;
    private boolean held;
    private boolean ended;

    /** A request has come; false if none is taken any more, else {@link #end} follows. */
    synchronized boolean begin() {
        if (!ended) {
            open++;
        }
        return !ended;
    }

    /** It is answered, or its client is gone. */
    synchronized void end() {
        open--;
        notifyAll();
    }

    synchronized int count() {
        return open;
    }

    /** Requests that come from here on are too late. */
    synchronized void stop() {
        stopping = true;
    }

    synchronized boolean stopping() {
        return stopping;
    }

    /** Of those that call it while the service stops, the first waits until all others have ended, or none may any more. */
    synchronized void holdForOthers() {
        if (stopping && !held) {
            held = true;
            await(() -> open == 1 || ended, FOREVER);
            ended = true;
        }
    }

    /** That long whatever happens, so that what has arrived already is seen. */
    synchronized void settle(Duration time) {
        await(() -> false, time);
    }

    /** Waits until none is open, but not for longer than that; then none begins any more. */
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
