package io.github.trocr4j.serve;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The threads that talk to clients, each with a clock: who takes too long to send a request or to take the answer is cut
 * off.
 *
 * <p>The JDK's server reads the head of a request in these threads, before any handler sees it, so a client that sends half
 * a head holds one. The server's own limits are properties of the whole process, which a library should not set. But a
 * thread that is interrupted while it reads from or writes to a {@link java.nio.channels.SocketChannel} closes it, and
 * that is what the clock does.
 */
final class ExchangeThreads implements Executor, AutoCloseable {
    private static final int WAITING = 256;
    private static final long KEEP_SECONDS = 30;

    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor clock;
    private final Map<Thread, Deadline> deadlines = new ConcurrentHashMap<>();
    private final LongAdder cut = new LongAdder();
    private final Duration limit;

    ExchangeThreads(int most, Duration limit) {
        this.limit = limit;
        AtomicInteger number = new AtomicInteger();
        // What is beyond the queue is rejected; the server then closes that connection.
        threads = new ThreadPoolExecutor(
                most,
                most,
                KEEP_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                task -> daemon(task, "trocr4j-http-" + number.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
        clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "trocr4j-http-clock"));
        clock.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable exchange) {
        threads.execute(() -> {
            Deadline deadline = new Deadline(Thread.currentThread());
            deadlines.put(Thread.currentThread(), deadline);
            deadline.start();
            try {
                exchange.run();
            } finally {
                deadline.stop();
                deadlines.remove(Thread.currentThread());
            }
        });
    }

    /** From here on the calling thread works, which is not its client's fault. */
    void stopClock() {
        deadlines.get(Thread.currentThread()).stop();
    }

    /** From here on the calling thread waits for its client again, with all the time that a client has. */
    void restartClock() {
        Deadline deadline = deadlines.get(Thread.currentThread());
        deadline.stop();
        deadline.start();
    }

    /** How many connections were cut. */
    long cut() {
        return cut.sum();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        clock.shutdownNow();
    }

    private final class Deadline {
        private final Thread thread;
        private ScheduledFuture<?> alarm;

        Deadline(Thread thread) {
            this.thread = thread;
        }

        synchronized void start() {
            if (!clock.isShutdown()) {
                alarm = clock.schedule(this::ring, limit.toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        synchronized void stop() {
            if (alarm != null) {
                alarm.cancel(false);
                alarm = null;
            }
            // It may have rung just now, which concerns the channel and nothing that comes later.
            Thread.interrupted();
        }

        private synchronized void ring() {
            if (alarm != null) {
                cut.increment();
                thread.interrupt();
            }
        }
    }
}
