package io.github.trocr4j.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop after the current step. The process exits after the model has been
 * written, with the exit code of the signal.
 */
final class Interruption implements AutoCloseable {
    private static final long MAX_WAIT_SECONDS = 120;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::awaitDone, "trocr4j-interruption");

    private Interruption() {}

    /** Starts watching for signals, until {@link #close}. */
    static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void awaitDone() {
        asked.countDown();
        try {
            if (!done.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("trocr4j: the last step took too long; the model of the last evaluation is kept.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the user has requested a stop. */
    boolean requested() {
        return asked.getCount() == 0;
    }

    /** Waits until the user requests a stop, or until this thread is interrupted, which has the same meaning. */
    void await() {
        try {
            asked.await();
        } catch (InterruptedException e) {
            asked.countDown();
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is shutting down, and the hook is waiting for this call
        }
    }
}
