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
 * The folder of a run, {@code runs/<name>/}, and the paths in it. A new run never gets an existing folder. This class
 * creates only the folder itself; its contents are created when they are written.
 */
public final class RunFolder {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Path root;

    private RunFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /**
     * Creates the folder {@code runs/name}.
     *
     * @param runs the folder of all runs, created if missing
     * @param name letters, digits, '.', '_' and '-', starting with a letter or digit; at most 100 characters
     * @throws FileAlreadyExistsException if the run exists
     * @throws IllegalArgumentException if the name has other characters, which could lead out of {@code runs}
     */
    public static RunFolder create(Path runs, String name) throws IOException {
        requireName(name);
        Files.createDirectories(runs);
        return new RunFolder(Files.createDirectory(runs.resolve(name)));
    }

    /**
     * Creates the folder {@code runs/prefix-1}, or the one with the first higher number that is free. Safe against
     * other processes that do the same.
     *
     * @param prefix the common part of the names, such as the name of the preset; valid as a name for {@link #create}
     */
    public static RunFolder createNumbered(Path runs, String prefix) throws IOException {
        requireName(prefix);
        Files.createDirectories(runs);
        for (int number = 1; ; number++) {
            try {
                return new RunFolder(Files.createDirectory(runs.resolve(prefix + "-" + number)));
            } catch (FileAlreadyExistsException e) {
                // Another process may have taken this number just now.
            }
        }
    }

    /**
     * Opens the folder of an existing run.
     *
     * @throws NotDirectoryException if there is no such folder
     */
    public static RunFolder open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        return new RunFolder(folder);
    }

    /** The absolute path of the folder. */
    public Path root() {
        return root;
    }

    /** The recipe of the run: model and training. */
    public Path config() {
        return root.resolve("config.json");
    }

    /** The provenance of the run: command, versions, hashes of the data. */
    public Path provenance() {
        return root.resolve("provenance.json");
    }

    /** The measurements during training, written by {@link MetricsCsv}. */
    public Path metrics() {
        return root.resolve("metrics.csv");
    }

    /** The folder of TensorBoard event files, one for each process, written by {@link EventFile}. */
    public Path tensorBoard() {
        return root.resolve("tensorboard");
    }

    /** The learning curve, drawn by {@link LearningCurve}. */
    public Path learningCurve() {
        return root.resolve("learning-curve.svg");
    }

    /** Correct and wrong readings of strips, drawn by {@link ReadingsPicture}. */
    public Path readings() {
        return root.resolve("readings.png");
    }

    /** Correct and wrong readings of lines, drawn by {@link LineSheet}. */
    public Path lineReadings() {
        return root.resolve("readings.svg");
    }

    /** The worst errors in strips, drawn by {@link ReadingsPicture}. */
    public Path errors() {
        return root.resolve("errors.png");
    }

    /** The worst lines, drawn by {@link LineSheet}. */
    public Path lineErrors() {
        return root.resolve("errors.svg");
    }

    /** The final figures as text, written by {@link MetricsTable} or {@link LineMetricsTable}. */
    public Path evaluationText() {
        return root.resolve("evaluation.txt");
    }

    /** The final figures as JSON, written by {@link MetricsTable} or {@link LineMetricsTable}. */
    public Path evaluationJson() {
        return root.resolve("evaluation.json");
    }

    /** The HTML report, written by {@link RunPage}. */
    public Path report() {
        return root.resolve("report.html");
    }

    /** The pictures and attention maps that the report shows, written by {@link ShownStrips} or {@link ShownLines}. */
    public Path reportData() {
        return root.resolve("report-data.json");
    }

    /** A strip to try the model on. */
    public Path sampleStrip() {
        return root.resolve("strip.png");
    }

    /** The folder of the model that was best on the held-out strips. */
    public Path best() {
        return root.resolve("best");
    }

    /** The folder of the newest model. */
    public Path last() {
        return root.resolve("last");
    }

    /** The folder of the training checkpoints. */
    public Path checkpoints() {
        return root.resolve("checkpoints");
    }

    /** Writes text as UTF-8; otherwise as {@link #write(Path, byte[])}. */
    public void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes or replaces a file of this run atomically: readers see the old or the new content, even after a crash. The
     * bytes are written to a temporary file, forced to the disk, and renamed.
     *
     * @param file the file, inside this folder, in an existing folder
     * @throws IllegalArgumentException if the file is not inside this folder
     */
    public void write(Path file, byte[] content) throws IOException {
        Path target = file.toAbsolutePath().normalize();
        if (!target.startsWith(root) || target.equals(root)) {
            throw new IllegalArgumentException(file + " is not in the run folder " + root);
        }
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("invalid name of a run: '" + name
                    + "'; expected letters, digits, '.', '_' and '-', starting with a letter or digit");
        }
    }

    /**
     * Locks the folder for this process, until the lock is closed or the process ends.
     *
     * @throws IOException if another process has locked it
     */
    public Lock lock() throws IOException {
        FileChannel channel =
                FileChannel.open(root.resolve(Lock.FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            channel.close();
            throw new IOException(root + " is in use: another process trains there; wait until it ends.");
        }
        return new Lock(channel);
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another thread of this process holds the lock
        }
    }

    /**
     * The lock of a run's folder, which keeps two processes from training in it. The operating system releases it when
     * the process dies.
     */
    public static final class Lock implements AutoCloseable {
        private static final String FILE = ".lock";

        private final FileChannel channel;

        private Lock(FileChannel channel) {
            this.channel = channel;
        }

        /** Releases the lock. */
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
