package io.github.trocr4j.serve;

import java.time.Duration;

/** Counts the requests that are being answered, so that the service can stop behind the last of them. */
final class OpenExchanges {
    private int open;
    private boolean stopping;

    /** A request has come; false if it is too late for it to be served. Either way {@link #end} follows. */
    synchronized boolean begin() {
        open++;
        return !stopping;
    }

    /** It has its answer. */
    synchronized void end() {
        open--;
        notifyAll();
    }

    synchronized int count() {
        return open;
    }

    /** New ones are too late; waits for the others, but not for longer than that. */
    synchronized void stop(Duration most) {
        stopping = true;
        long end = System.nanoTime() + most.toNanos();
        boolean interrupted = false;
        long left = most.toMillis();
        while (open > 0 && left > 0) {
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
