package io.github.trocr4j.spark.read;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.ReaderOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The readers of this process, shared by the tasks of an executor through a static field, which is the only state that
 * Spark tasks can share. A reader for each task would load the model and hold its weights each time. A reader stays
 * open when its last task ends, and is closed when a task brings another model or other options.
 */
final class ExecutorReaders {
    private static final Map<Key, Shared> OPEN = new HashMap<>();

    private ExecutorReaders() {}

    /**
     * Identifies a reader.
     *
     * @param model the hash of the model's files, or a name for the shipped model
     * @param options the reader's options
     */
    record Key(String model, ReaderOptions options) {}

    /** Loads a reader. */
    @FunctionalInterface
    interface Loader {
        LineReader load() throws IOException;
    }

    /** The use of a reader, until closed. */
    record Lease(Shared shared) implements AutoCloseable {
        LineReader reader() {
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
        private final LineReader reader;
        private int users;

        Shared(LineReader reader) {
            this.reader = reader;
        }
    }

    /** Returns the reader for a key, loading it first if necessary; concurrent callers wait. */
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

    /** Returns the number of open readers. */
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
