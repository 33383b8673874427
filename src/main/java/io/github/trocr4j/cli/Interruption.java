package io.github.trocr4j.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM ask the run to end after the current step; the process then waits until the model is written. The
 * exit code stays that of the signal.
 */
final class Interruption implements AutoCloseable {
    private static final long MOST_SECONDS = 120;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::hold, "trocr4j-interruption");

    private Interruption() {}

    /** From here on signals are watched for, until {@link #close}. */
    static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void hold() {
        asked.countDown();
        try {
            if (!done.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("trocr4j: the last step took too long; the model of the last epoch is kept.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the user wants the run to end. */
    boolean requested() {
        return asked.getCount() == 0;
    }

    /** Waits until the user wants it to end, or until this thread is interrupted, which means the same. */
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
            // the process is ending: the hook is what waits for us
        }
    }
}
