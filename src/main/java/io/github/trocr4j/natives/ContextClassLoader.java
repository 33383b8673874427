package io.github.trocr4j.natives;

import java.util.function.Supplier;

/**
 * Runs code that takes the context class loader of its thread, or starts threads that keep it. In a server it is often
 * that of the host, which does not see the code's classes, or of an application, which could never be unloaded.
 */
public final class ContextClassLoader {
    private ContextClassLoader() {}

    /** Runs {@code work} with this context class loader, and restores the one before. */
    public static <T> T with(ClassLoader loader, Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
