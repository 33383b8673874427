package io.github.trocr4j.plan;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * The threads of one run of a plan: the caller and helpers from the common pool. Each free thread takes the next part
 * of a step, so a helper that starts late, or never because the pool is busy, causes no delay. Between steps a helper
 * spins for some microseconds, then parks. At the end of the run it returns to the pool.
 *
 * <p>Submitting each step to a pool of {@code java.util.concurrent} would be simpler, but waking its threads takes as
 * long as a small step.
 */
final class Team implements AutoCloseable {
    private static final int SPINS_BEFORE_PARK = 20_000;

    private final int threads;
    private final AtomicReferenceArray<Thread> parked;
    private volatile Job job;
    private volatile boolean closed;

    /** A step that is divided into parts. */
    private static final class Job {
        private final int parts;
        private final IntConsumer work;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger remaining;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Job(int parts, IntConsumer work) {
            this.parts = parts;
            this.work = work;
            this.remaining = new AtomicInteger(parts);
        }

        void takeParts() {
            for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
                try {
                    work.accept(part);
                } catch (RuntimeException | Error e) { // rethrown in the calling thread
                    failure.compareAndSet(null, e);
                } finally {
                    remaining.decrementAndGet();
                }
            }
        }
    }

    /**
     * Creates a team.
     *
     * @param threads maximum number of threads, including the caller's
     */
    Team(int threads) {
        this.threads = threads;
        this.parked = new AtomicReferenceArray<>(Math.max(0, threads - 1));
        for (int i = 0; i < parked.length(); i++) {
            int index = i;
            ForkJoinPool.commonPool().execute(() -> NativeThreads.withOneThread(() -> help(index)));
        }
    }

    /** Returns the maximum number of threads. A step should have at least this many parts. */
    int threads() {
        return threads;
    }

    /**
     * Calls {@code work} with 0 to {@code parts - 1}, on any thread and in any order. Returns when all parts are done,
     * and rethrows the first exception of a part.
     */
    @SuppressWarnings("ThreadPriorityCheck") // yields in case there are more threads than cores
    void run(int parts, IntConsumer work) {
        if (parts == 1 || threads == 1) {
            for (int part = 0; part < parts; part++) {
                work.accept(part);
            }
            return;
        }
        Job newJob = new Job(parts, work);
        job = newJob;
        wake();
        newJob.takeParts();
        for (int spins = 0; newJob.remaining.get() > 0; spins++) {
            if (spins < SPINS_BEFORE_PARK) {
                Thread.onSpinWait(); // most parts take microseconds
            } else {
                Thread.yield(); // the thread of a part may be waiting for a core
            }
        }
        job = null;
        Throwable failure = newJob.failure.get();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    private void help(int index) {
        Thread self = Thread.currentThread();
        int spins = 0;
        while (!closed) {
            Job current = job;
            if (current != null && current.next.get() < current.parts) {
                current.takeParts();
                spins = 0;
            } else if (++spins < SPINS_BEFORE_PARK) {
                Thread.onSpinWait();
            } else {
                parked.set(index, self);
                if (!closed && job == null) {
                    LockSupport.park(this);
                }
                parked.set(index, null);
                spins = 0;
            }
        }
    }

    private void wake() {
        for (int i = 0; i < parked.length(); i++) {
            LockSupport.unpark(parked.get(i)); // does nothing for null
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
    }
}
