package io.github.trocr4j.hub;

import static io.github.trocr4j.hub.HubException.Reason.DIRECTORY;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One download into a directory at a time, over all processes. The empty file {@code .hub.lock} stays: were it deleted,
 * two processes could hold locks on two files of that name.
 */
final class DirectoryLock {
    static final String FILE = ".hub.lock";

    private DirectoryLock() {}

    /** What to do while nobody else does. */
    @FunctionalInterface
    interface Guarded<T> {
        T run() throws IOException;
    }

    /** @throws HubException at once if someone else holds the lock */
    static <T> T holding(Path directory, Guarded<T> guarded) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = locked(channel)) {
            if (lock == null) {
                throw new HubException(
                        DIRECTORY,
                        directory + " is in use: another download into it is under way; wait for"
                                + " its end or take another directory.");
            }
            return guarded.run();
        }
    }

    /** Null if it is held, by another process or elsewhere in this one. */
    private static FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
