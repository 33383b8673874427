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
 * The threads that talk to clients, each with a clock: who takes too long to send a request or to take the answer is cut
 * off, see {@link Deadline}.
 *
 * <p>The JDK's server reads the head of a request in these threads, before any handler sees it, so a client that sends half
 * a head holds one.
 */
final class ExchangeThreads implements Executor, AutoCloseable {
    private static final int WAITING = 256;
    private static final long KEEP_SECONDS = 30;

    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor clock;
    private final ExecutorService lastWords = Executors.newCachedThreadPool(named("trocr4j-http-timeout-"));
    private final Map<Thread, Turn> turns = new ConcurrentHashMap<>();
    private final LongAdder cut = new LongAdder();
    private final OpenExchanges open;
    private final Duration limit;

    /** One request: the client's time, and whether it came when the service was stopping already. */
    private record Turn(Deadline deadline, boolean late) {}

    ExchangeThreads(int most, Duration limit, OpenExchanges open) {
        this.limit = limit;
        this.open = open;
        // What is beyond the queue is rejected; the server then closes that connection.
        threads = new ThreadPoolExecutor(
                most, most, KEEP_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), named("trocr4j-http-"));
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
     * The server calls it with each request whose first bytes are there.
     *
     * @throws RejectedExecutionException if too many wait, or the service has ended; the server closes the connection
     */
    @Override
    public void execute(Runnable exchange) {
        boolean late = open.stopping();
        if (!open.begin()) {
            throw new RejectedExecutionException("The service has ended.");
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
        Deadline deadline = new Deadline(thread, limit, clock, lastWords, cut::increment);
        turns.put(thread, new Turn(deadline, late));
        deadline.start(null);
        try {
            exchange.run();
        } finally {
            deadline.end();
            turns.remove(thread);
            open.end();
        }
    }

    /** Whether the calling thread's request came when the service was stopping already. */
    boolean late() {
        return turn().late();
    }

    /** What to say to the calling thread's client before its connection is cut; it may not hold locks. */
    void lastWord(Runnable word) {
        turn().deadline().lastWord(word);
    }

    /**
     * From here on the calling thread works, which is not its client's fault.
     *
     * @throws SocketTimeoutException if it is too late: the last word has been said, or is being said
     */
    void stopClock() throws SocketTimeoutException {
        turn().deadline().stop();
    }

    /**
     * From here on the calling thread waits for its client again, with all the time that a client has, but without a last
     * word.
     *
     * @throws SocketTimeoutException as by {@link #stopClock}
     */
    void restartClock() throws SocketTimeoutException {
        turn().deadline().stop();
        turn().deadline().start(null);
    }

    /** The calling thread is done with its client. */
    void endClock() {
        turn().deadline().end();
    }

    private Turn turn() {
        return turns.get(Thread.currentThread());
    }

    /** How many connections were cut. */
    long cut() {
        return cut.sum();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        clock.shutdownNow();
        lastWords.shutdownNow();
    }
}
