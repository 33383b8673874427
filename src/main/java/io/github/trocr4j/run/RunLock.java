package io.github.trocr4j.run;

import io.github.trocr4j.report.RunFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;

/** Two processes that train in one folder would destroy it; the second one is told. A process that dies lets go. */
final class RunLock implements AutoCloseable {
    private static final String FILE = ".lock";

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock of a run, or throws one sentence. */
    static RunLock of(RunFolder folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.root().resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isTaken(channel)) {
            channel.close();
            throw new IOException(folder.root() + " is in use: another process trains there; wait for its end.");
        }
        return new RunLock(channel);
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Closing the channel lets the lock go. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
