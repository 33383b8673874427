package io.github.trocr4j.serve;

import java.util.Optional;

/** How many pictures are being read, and how much memory they hold: both are bounded, and nobody waits for a share. */
final class ReadingShares {
    private final int mostReadings;
    private final long mostBytes;
    private int readings;
    private long bytes;

    ReadingShares(ServiceLimits limits) {
        this.mostReadings = limits.readings();
        this.mostBytes = limits.memoryBytes();
    }

    /** A share for one picture with that many bytes, if there is one left. */
    synchronized Optional<Share> take(long wanted) {
        if (readings == mostReadings || bytes + wanted > mostBytes) {
            return Optional.empty();
        }
        readings++;
        bytes += wanted;
        return Optional.of(new Share(wanted));
    }

    private synchronized boolean grow(long wanted) {
        if (bytes + wanted > mostBytes) {
            return false;
        }
        bytes += wanted;
        return true;
    }

    private synchronized void give(long held) {
        readings--;
        bytes -= held;
    }

    /** What one picture holds, until it is closed; used by one thread. */
    final class Share implements AutoCloseable {
        private long held;

        private Share(long held) {
            this.held = held;
        }

        /** Takes that many bytes more; false if there are not as many left. */
        boolean add(long more) {
            boolean there = grow(more);
            held += there ? more : 0;
            return there;
        }

        @Override
        public void close() {
            give(held);
        }
    }
}
