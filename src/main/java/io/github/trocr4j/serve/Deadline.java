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
 * The time that a client has while a thread waits for it.
 *
 * <p>The JDK's server has limits of its own, but they are properties of the whole process, which a library should not set.
 * But a thread that is interrupted while it reads from or writes to a {@link java.nio.channels.SocketChannel} closes it,
 * and that is what happens here, after a last word where there is one.
 */
final class Deadline {
    /** A last word is a few hundred bytes, but a client may take none of them. */
    private static final Duration FOR_THE_LAST_WORD = Duration.ofSeconds(1);

    private final Thread thread;
    private final Duration limit;
    private final ScheduledThreadPoolExecutor clock;
    private final Executor lastWords;
    private final Runnable whenCut;

    private ScheduledFuture<?> alarm;
    private Runnable lastWord;
    private int round; // alarms of earlier rounds may still ring, but concern nobody
    private boolean rung;

    /**
     * Runs when it is started.
     *
     * @param thread that waits for the client
     * @param lastWords runs last words, so that a client that takes none holds up nobody else
     * @param whenCut called once the time is over
     */
    Deadline(Thread thread, Duration limit, ScheduledThreadPoolExecutor clock, Executor lastWords, Runnable whenCut) {
        this.thread = thread;
        this.limit = limit;
        this.clock = clock;
        this.lastWords = lastWords;
        this.whenCut = whenCut;
    }

    /** The client's time begins; null is no last word. */
    synchronized void start(Runnable word) {
        lastWord = word;
        schedule(limit, this::ring);
    }

    /** What to say when the time is over, if it is not over yet. */
    synchronized void lastWord(Runnable word) {
        lastWord = word;
    }

    /**
     * The client did what it should.
     *
     * @throws SocketTimeoutException if its time was over before
     */
    synchronized void stop() throws SocketTimeoutException {
        end();
        if (rung) {
            throw new SocketTimeoutException("The client took too long.");
        }
    }

    /** Whatever the client did, nothing happens any more to the thread, which goes on to other clients. */
    synchronized void end() {
        round++;
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
        // It may have rung just now, which concerns the channel and nothing that comes later.
        Thread.interrupted();
    }

    private void schedule(Duration time, IntConsumer task) {
        int now = ++round;
        try {
            alarm = clock.schedule(() -> task.accept(now), time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            alarm = null; // the service has ended, and with it all connections
        }
    }

    private synchronized void ring(int of) {
        if (of != round) {
            return;
        }
        rung = true;
        whenCut.run();
        if (lastWord == null) {
            thread.interrupt();
            return;
        }
        schedule(FOR_THE_LAST_WORD, this::cut);
        int now = round;
        Runnable word = lastWord;
        lastWords.execute(() -> {
            try {
                word.run();
            } finally {
                cut(now);
            }
        });
    }

    private synchronized void cut(int of) {
        if (of == round) {
            thread.interrupt();
        }
    }
}
