package io.github.trocr4j.spark.read;

import io.github.trocr4j.DigitReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The readers of this process. Spark gives an executor's tasks nothing to share but static fields, and a reader for each
 * task would cost each the loading of a model and the memory of its weights. A reader is kept when its last task ends, since
 * the next one comes soon, and closed when a task brings another model.
 */
final class ExecutorReaders {
    private static final Map<Key, Shared> OPEN = new HashMap<>();

    private ExecutorReaders() {}

    /**
     * What makes one reader another.
     *
     * @param model the hash of its files, or a name for the one that comes with the library
     * @param threads that compute; 0: as many as the process sees processors
     */
    record Key(String model, int threads) {}

    /** Makes a reader. */
    @FunctionalInterface
    interface Loader {
        DigitReader load() throws IOException;
    }

    /** A reader in use, until it is closed. */
    record Lease(Shared shared) implements AutoCloseable {
        DigitReader reader() {
            return shared.reader;
        }

        @Override
        public void close() {
            synchronized (OPEN) {
                shared.users--;
            }
        }
    }

    private static final class Shared {
        private final DigitReader reader;
        private int users;

        Shared(DigitReader reader) {
            this.reader = reader;
        }
    }

    /** The reader for that model; who comes while it is being loaded waits. */
    static Lease lease(Key key, Loader loader) throws IOException {
        synchronized (OPEN) {
            Shared shared = OPEN.get(key);
            if (shared == null) {
                closeIdle();
                shared = new Shared(loader.load());
                OPEN.put(key, shared);
            }
            shared.users++;
            return new Lease(shared);
        }
    }

    /** How many are open. */
    static int open() {
        synchronized (OPEN) {
            return OPEN.size();
        }
    }

    private static void closeIdle() {
        for (Iterator<Shared> all = OPEN.values().iterator(); all.hasNext(); ) {
            Shared shared = all.next();
            if (shared.users == 0) {
                shared.reader.close();
                all.remove();
            }
        }
    }
}
