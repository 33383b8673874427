package io.github.trocr4j.serve;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Limits the time that a thread waits for its client.
 *
 * <p>The JDK's server has time limits too, but they are system properties of the whole process, which a library should
 * not set. This class interrupts the thread instead: a thread that is interrupted while it reads from or writes to a
 * {@link java.nio.channels.SocketChannel} closes it. A timeout action, if set, runs before the interrupt.
 */
final class Deadline {
    /** The timeout action sends a few hundred bytes, but the client may not read them. */
    private static final Duration TIMEOUT_ACTION_LIMIT = Duration.ofSeconds(1);

    private final Thread thread;
    private final Duration limit;
    private final ScheduledThreadPoolExecutor clock;
    private final Executor timeoutActions;
    private final Runnable onExpiry;

    private ScheduledFuture<?> timer;
    private Runnable timeoutAction;
    private int timerId; // identifies the current timer, so that earlier ones that still fire are ignored
    private boolean expired;

    /**
     * Creates a deadline that is not started.
     *
     * @param thread the thread that waits for the client
     * @param timeoutActions runs the timeout actions, so that a slow client delays no other
     * @param onExpiry called when the time has expired
     */
    Deadline(
            Thread thread,
            Duration limit,
            ScheduledThreadPoolExecutor clock,
            Executor timeoutActions,
            Runnable onExpiry) {
        this.thread = thread;
        this.limit = limit;
        this.clock = clock;
        this.timeoutActions = timeoutActions;
        this.onExpiry = onExpiry;
    }

    /** Starts the time; {@code action} is the timeout action, or null for none. */
    synchronized void start(Runnable action) {
        timeoutAction = action;
        schedule(limit, this::expire);
    }

    /** Sets the timeout action, which has no effect if the time has expired. */
    synchronized void timeoutAction(Runnable action) {
        timeoutAction = action;
    }

    /**
     * Stops the time, because the client has done its part.
     *
     * @throws SocketTimeoutException if the time had expired before
     */
    synchronized void stop() throws SocketTimeoutException {
        end();
        if (expired) {
            throw new SocketTimeoutException("The client took too long.");
        }
    }

    /** Ends the deadline in any case: the thread, which continues with other clients, will not be interrupted. */
    synchronized void end() {
        timerId++;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        // The timer may have fired just now; that interrupt must not affect the next client.
        Thread.interrupted();
    }

    private void schedule(Duration time, IntConsumer task) {
        int now = ++timerId;
        try {
            timer = clock.schedule(() -> task.accept(now), time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            timer = null; // the service and its connections are closed
        }
    }

    private synchronized void expire(int of) {
        if (of != timerId) {
            return;
        }
        expired = true;
        onExpiry.run();
        if (timeoutAction == null) {
            thread.interrupt();
            return;
        }
        schedule(TIMEOUT_ACTION_LIMIT, this::cut);
        int now = timerId;
        Runnable action = timeoutAction;
        timeoutActions.execute(() -> {
            try {
                action.run();
            } finally {
                cut(now);
            }
        });
    }

    private synchronized void cut(int of) {
        if (of == timerId) {
            thread.interrupt();
        }
    }
}
