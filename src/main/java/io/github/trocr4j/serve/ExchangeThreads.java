package io.github.trocr4j.serve;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The threads that serve clients, each with a {@link Deadline}: a client that takes too long to send its request or to
 * receive the response is disconnected.
 *
 * <p>The JDK's server reads the head of a request on these threads, before any handler sees it, so a client that sends
 * an incomplete head occupies one.
 */
final class ExchangeThreads implements Executor, AutoCloseable {
    private static final int QUEUE_CAPACITY = 256;
    private static final long KEEP_ALIVE_SECONDS = 30;

    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor clock;
    private final ExecutorService timeoutActions = Executors.newCachedThreadPool(named("trocr4j-http-timeout-"));
    private final Map<Thread, ActiveRequest> active = new ConcurrentHashMap<>();
    private final LongAdder cut = new LongAdder();
    private final OpenExchanges open;
    private final Duration limit;

    /** One request: its deadline, and whether it arrived while the service was stopping. */
    private record ActiveRequest(Deadline deadline, boolean late) {}

    ExchangeThreads(int most, Duration limit, OpenExchanges open) {
        this.limit = limit;
        this.open = open;
        // If the queue is full, the request is rejected, and the server closes its connection.
        threads = new ThreadPoolExecutor(
                most,
                most,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE_CAPACITY),
                named("trocr4j-http-"));
        threads.allowCoreThreadTimeOut(true);
        clock = new ScheduledThreadPoolExecutor(1, named("trocr4j-http-clock-"));
        clock.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Called by the server for each request once its first bytes have arrived.
     *
     * @throws RejectedExecutionException if too many requests wait, or the service is closed; the server then closes
     *     the connection
     */
    @Override
    public void execute(Runnable exchange) {
        boolean late = open.stopping();
        if (!open.begin()) {
            throw new RejectedExecutionException("The service is closed.");
        }
        try {
            threads.execute(() -> run(exchange, late));
        } catch (RuntimeException | Error e) {
            open.end();
            throw e;
        }
    }

    private void run(Runnable exchange, boolean late) {
        Thread thread = Thread.currentThread();
        Deadline deadline = new Deadline(thread, limit, clock, timeoutActions, cut::increment);
        active.put(thread, new ActiveRequest(deadline, late));
        deadline.start(null);
        try {
            exchange.run();
        } finally {
            deadline.end();
            active.remove(thread);
            open.end();
        }
    }

    /** Returns whether the calling thread's request arrived while the service was stopping. */
    boolean late() {
        return current().late();
    }

    /** Sets the action to run before the calling thread's client is disconnected; it must not hold locks. */
    void timeoutAction(Runnable action) {
        current().deadline().timeoutAction(action);
    }

    /**
     * Stops the client's time while the calling thread works.
     *
     * @throws SocketTimeoutException if the time has expired: the timeout action has run or is running
     */
    void stopClock() throws SocketTimeoutException {
        current().deadline().stop();
    }

    /**
     * Restarts the client's time limit, without a timeout action.
     *
     * @throws SocketTimeoutException as for {@link #stopClock}
     */
    void restartClock() throws SocketTimeoutException {
        current().deadline().stop();
        current().deadline().start(null);
    }

    /** Ends the client's time. */
    void endClock() {
        current().deadline().end();
    }

    private ActiveRequest current() {
        return active.get(Thread.currentThread());
    }

    /** Returns the number of connections closed for slowness. */
    long cut() {
        return cut.sum();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        clock.shutdownNow();
        timeoutActions.shutdownNow();
    }
}
