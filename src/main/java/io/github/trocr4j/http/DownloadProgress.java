package io.github.trocr4j.http;

/** Told of each chunk that arrived; called on the downloading thread. */
@FunctionalInterface
public interface DownloadProgress {
    /** {@code bytes} of the {@code total} bytes of {@code file} are here; fewer than before if it had to start anew. */
    void advanced(String file, long bytes, long total);
}
