package io.github.trocr4j.train;

import io.github.trocr4j.data.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a run, {@code step-0000000120} and so on. Writing is atomic: a checkpoint is written to a
 * temporary folder, forced to disk, read back and moved into place; only then an older one is deleted. So after a crash
 * at any moment, the newest complete checkpoint can be loaded.
 */
public final class CheckpointFolder {
    /** The newest, and one more in case the newest is damaged. */
    private static final int KEPT = 2;

    private static final Pattern NAME = Pattern.compile("step-\\d{10,}");
    private static final String UNFINISHED = ".unfinished";
    private static final String SUMS = "SHA256SUMS";

    private final Path root;

    /**
     * Creates an instance for a folder, such as {@code runs/a/checkpoints}. The folder is created with the first
     * checkpoint.
     */
    public CheckpointFolder(Path root) {
        this.root = root;
    }

    /**
     * The result of looking for a checkpoint.
     *
     * @param checkpoint the newest undamaged one; empty if there is none
     * @param damaged a sentence for each newer one, which is damaged
     */
    public record Found(Optional<TrainingCheckpoint> checkpoint, List<String> damaged) {}

    /** Writes a checkpoint. When this returns it is on disk. */
    public void write(TrainingState state, TrainingState.RunIdentity identity) throws IOException {
        Files.createDirectories(root);
        Path unfinished = root.resolve(UNFINISHED);
        delete(unfinished);
        Files.createDirectory(unfinished);
        try {
            TrainingCheckpoint.writeTensors(unfinished, state);
            write(
                    unfinished.resolve(TrainingCheckpoint.STATE),
                    TrainingCheckpoint.stateJson(state.progress(), identity));
            write(unfinished.resolve(SUMS), sums(unfinished));
            force(unfinished);
            verified(unfinished);
            String name =
                    String.format(Locale.ROOT, "step-%010d", state.progress().step());
            for (Path newer : checkpoints()) {
                if (newer.getFileName().toString().compareTo(name) >= 0) {
                    delete(newer); // damaged, since otherwise this run would have resumed from it
                }
            }
            Files.move(unfinished, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            force(root);
        } finally {
            delete(unfinished);
        }
        List<Path> all = checkpoints();
        for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
            delete(old);
        }
    }

    /** Returns the newest undamaged checkpoint. */
    public Found newest() throws IOException {
        List<String> damaged = new ArrayList<>();
        List<Path> all = checkpoints();
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                return new Found(Optional.of(verified(all.get(i))), damaged);
            } catch (IOException e) {
                damaged.add(e.getMessage());
            }
        }
        return new Found(Optional.empty(), damaged);
    }

    /** Returns the folders of all checkpoints, oldest first. */
    private List<Path> checkpoints() throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(
                            path -> NAME.matcher(path.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .toList();
        }
    }

    private static TrainingCheckpoint verified(Path folder) throws IOException {
        String expected;
        byte[] state;
        String found;
        try {
            expected = sums(folder);
            state = Files.readAllBytes(folder.resolve(TrainingCheckpoint.STATE));
            found = Files.readString(folder.resolve(SUMS), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IOException("Checkpoint " + folder + " is damaged: " + e + ".", e);
        }
        if (!found.equals(expected)) {
            throw new IOException("Checkpoint " + folder + " is damaged: its files are not those of its " + SUMS + ".");
        }
        return TrainingCheckpoint.read(folder, state);
    }

    /** Returns checksums in the format of {@code sha256sum}. */
    private static String sums(Path folder) throws IOException {
        StringBuilder sums = new StringBuilder();
        for (String file : List.of(TrainingCheckpoint.STATE, TrainingCheckpoint.TENSORS)) {
            sums.append(Sha256.of(folder.resolve(file)))
                    .append("  ")
                    .append(file)
                    .append('\n');
        }
        return sums.toString();
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Some systems (Windows) cannot open a folder, and need not. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Even a power failure now can at most remove the newest checkpoint; the one before it is complete.
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
