package io.github.trocr4j.plan;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * The threads that work on one run of a plan: the caller, and as many of the common pool as come. Whoever is free takes
 * the next part of a step, so a helper that comes late, or never because the pool is busy, delays nothing. Between two
 * steps a helper looks for work for some microseconds, then sleeps; with the run it goes back to the pool, so that
 * nothing has to be closed.
 *
 * <p>A pool of {@code java.util.concurrent} alone would do, but waking its threads for each step costs as much as a
 * small step takes.
 */
final class Team implements AutoCloseable {
    private static final int LOOKS_BEFORE_SLEEP = 20_000;

    private final int threads;
    private final AtomicReferenceArray<Thread> sleepers;
    private volatile Job job;
    private volatile boolean closed;

    /** A step cut into parts. */
    private static final class Job {
        private final int parts;
        private final IntConsumer work;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger left;
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Job(int parts, IntConsumer work) {
            this.parts = parts;
            this.work = work;
            this.left = new AtomicInteger(parts);
        }

        void takeParts() {
            for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
                try {
                    work.accept(part);
                } catch (RuntimeException | Error e) { // given to the caller
                    failure.compareAndSet(null, e);
                } finally {
                    left.decrementAndGet();
                }
            }
        }
    }

    /** A team of at most so many threads, the caller included. */
    Team(int threads) {
        this.threads = threads;
        this.sleepers = new AtomicReferenceArray<>(Math.max(0, threads - 1));
        for (int i = 0; i < sleepers.length(); i++) {
            int index = i;
            ForkJoinPool.commonPool().execute(() -> NativeThreads.alone(() -> help(index)));
        }
    }

    /** How many parts are worth making at least. */
    int threads() {
        return threads;
    }

    /** Calls {@code work} with 0 to {@code parts - 1}, on any thread and in any order; returns when all are done. */
    @SuppressWarnings("ThreadPriorityCheck") // yielding is for the case that there are more threads than cores
    void run(int parts, IntConsumer work) {
        if (parts == 1 || threads == 1) {
            for (int part = 0; part < parts; part++) {
                work.accept(part);
            }
            return;
        }
        Job mine = new Job(parts, work);
        job = mine;
        wake();
        mine.takeParts();
        for (int looks = 0; mine.left.get() > 0; looks++) {
            if (looks < LOOKS_BEFORE_SLEEP) {
                Thread.onSpinWait(); // a part takes microseconds
            } else {
                Thread.yield(); // unless its thread waits for a core
            }
        }
        job = null;
        Throwable failure = mine.failure.get();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    private void help(int index) {
        Thread me = Thread.currentThread();
        int looks = 0;
        while (!closed) {
            Job current = job;
            if (current != null && current.next.get() < current.parts) {
                current.takeParts();
                looks = 0;
            } else if (++looks < LOOKS_BEFORE_SLEEP) {
                Thread.onSpinWait();
            } else {
                sleepers.set(index, me);
                if (!closed && job == null) {
                    LockSupport.park(this);
                }
                sleepers.set(index, null);
                looks = 0;
            }
        }
    }

    private void wake() {
        for (int i = 0; i < sleepers.length(); i++) {
            LockSupport.unpark(sleepers.get(i)); // null is nobody
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
    }
}
