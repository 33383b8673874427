package io.github.trocr4j.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/**
 * The folder that a run writes to, {@code runs/<name>/}, and what is where in it. A new run never gets the folder of another
 * one. Only the folder itself is made here; the parts come to be when they are written.
 */
public final class RunFolder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Path root;

    private RunFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /**
     * Makes the folder {@code runs/name}.
     *
     * @param runs the folder of all runs; made if it is not there
     * @param name letters, digits, '.', '_' and '-', beginning with a letter or digit; at most 100
     * @throws FileAlreadyExistsException if there is such a run
     * @throws IllegalArgumentException if the name has other characters, so could lead out of {@code runs}
     */
    public static RunFolder create(Path runs, String name) throws IOException {
        requireName(name);
        Files.createDirectories(runs);
        return new RunFolder(Files.createDirectory(runs.resolve(name)));
    }

    /**
     * Makes the folder {@code runs/prefix-1}, or with the first higher number that is free. Safe against other processes
     * that do the same.
     *
     * @param prefix what the runs have in common, such as the name of the preset; as a name of {@link #create}
     */
    public static RunFolder createNumbered(Path runs, String prefix) throws IOException {
        requireName(prefix);
        Files.createDirectories(runs);
        for (int number = 1; ; number++) {
            try {
                return new RunFolder(Files.createDirectory(runs.resolve(prefix + "-" + number)));
            } catch (FileAlreadyExistsException e) {
                // Taken, maybe this very moment by another process: the next one, then.
            }
        }
    }

    /**
     * The folder of a run that is there, to look at it or to resume it.
     *
     * @throws NotDirectoryException if there is no such folder
     */
    public static RunFolder open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        return new RunFolder(folder);
    }

    /** The folder itself, absolute. */
    public Path root() {
        return root;
    }

    /** The recipe of the run: its model and its training. */
    public Path config() {
        return root.resolve("config.json");
    }

    /** What went into it: versions, seeds, hashes of the data. */
    public Path provenance() {
        return root.resolve("provenance.json");
    }

    /** What was measured on the way, as {@link MetricsCsv} writes it. */
    public Path metrics() {
        return root.resolve("metrics.csv");
    }

    /** The same for TensorBoard: a folder of files, one for each process, by {@link EventFile}. */
    public Path tensorBoard() {
        return root.resolve("tensorboard");
    }

    /** The same as a drawing, by {@link LearningCurve}. */
    public Path learningCurve() {
        return root.resolve("learning-curve.svg");
    }

    /** Readings right and wrong, by {@link ReadingsPicture}. */
    public Path readings() {
        return root.resolve("readings.png");
    }

    /** The worst errors, by {@link ReadingsPicture}. */
    public Path errors() {
        return root.resolve("errors.png");
    }

    /** The final figures for people, by {@link MetricsTable}. */
    public Path evaluationText() {
        return root.resolve("evaluation.txt");
    }

    /** The final figures for programs, by {@link MetricsTable}. */
    public Path evaluationJson() {
        return root.resolve("evaluation.json");
    }

    /** All of it on one page, by {@link RunPage}. */
    public Path report() {
        return root.resolve("report.html");
    }

    /** Strips that the page shows and where the decoder looked, by {@link ShownStrips}. */
    public Path reportData() {
        return root.resolve("report-data.json");
    }

    /** A strip to try the model on. */
    public Path sampleStrip() {
        return root.resolve("strip.png");
    }

    /** The folder of the model that read the held-out strips best. */
    public Path best() {
        return root.resolve("best");
    }

    /** The folder of the newest model. */
    public Path last() {
        return root.resolve("last");
    }

    /** The folder of what is needed to go on with the run. */
    public Path checkpoints() {
        return root.resolve("checkpoints");
    }

    /** Writes a text as UTF-8; otherwise as {@link #write(Path, byte[])}. */
    public void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a file of this run, or replaces it. Whoever reads it, also after a crash, sees the old content or the new one,
     * never a part: the bytes go to a file beside it, to the disk, and then take its name.
     *
     * @param file where to; inside this folder, in a folder that is there
     * @throws IllegalArgumentException if the file is not inside this folder
     */
    public void write(Path file, byte[] content) throws IOException {
        Path target = file.toAbsolutePath().normalize();
        if (!target.startsWith(root) || target.equals(root)) {
            throw new IllegalArgumentException(file + " is not in the run folder " + root);
        }
        Path beside = target.resolveSibling(target.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no name for a run: '" + name
                    + "'; letters, digits, '.', '_' and '-' will do, beginning with a letter or digit");
        }
    }

    /**
     * Takes the folder for this process, until the lock is closed or the process ends.
     *
     * @throws IOException one sentence, if another process has it
     */
    public Lock lock() throws IOException {
        FileChannel channel =
                FileChannel.open(root.resolve(Lock.FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new IOException(root + " is in use: another process trains there; wait for its end.");
        }
        return new Lock(channel);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another thread of this process has it
        }
    }

    /** Two processes that train in one folder would destroy it; the second one is told. A process that dies lets go. */
    public static final class Lock implements AutoCloseable {
        private static final String FILE = ".lock";

        private final FileChannel channel;

        private Lock(FileChannel channel) {
            this.channel = channel;
        }

        /** Closing the channel lets the lock go. */
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
