package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Opens checkpoints of any format. The format of a file is detected by its content; in a folder the standard names are
 * tried in order.
 */
public final class CheckpointFiles {
    /** The file names that a folder is searched for, in the order of HuggingFace's {@code from_pretrained}. */
    public static final List<String> STANDARD_NAMES = List.of(
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");

    private static final String INDEX = ".index.json";
    private static final int PREFIX = 512;
    private static final int JSON_OF_SAFETENSORS = 8;

    private CheckpointFiles() {}

    /**
     * Opens a safetensors file, a PyTorch file in either layout, the index of several such files, or a folder that
     * contains one of these.
     *
     * @throws CheckpointException if there is none, or it is unreadable or damaged
     */
    public static Checkpoint open(Path fileOrDirectory) throws CheckpointException {
        if (!Files.isDirectory(fileOrDirectory)) {
            return isIndex(fileOrDirectory) ? ShardedCheckpoint.open(fileOrDirectory) : openOne(fileOrDirectory);
        }
        Path file = in(fileOrDirectory)
                .orElseThrow(() -> new CheckpointException(
                        fileOrDirectory,
                        "should be a folder with one of " + String.join(", ", STANDARD_NAMES)
                                + " in it, but has none of them; give the file itself if it has another name"));
        return isIndex(file) ? ShardedCheckpoint.open(file) : openOne(file);
    }

    /** Returns the checkpoint in a folder: the first of {@link #STANDARD_NAMES} that exists. */
    public static Optional<Path> in(Path directory) {
        return STANDARD_NAMES.stream()
                .map(directory::resolve)
                // A broken link counts as existing, so that opening it reports the problem.
                .filter(file -> Files.exists(file) || Files.isSymbolicLink(file))
                .findFirst();
    }

    private static boolean isIndex(Path file) {
        Path name = file.getFileName();
        return name != null && name.toString().endsWith(INDEX);
    }

    /** Checks that a path is a regular file. Reading a pipe or a device might never end. */
    static void requireRegular(Path file) throws CheckpointException {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(
                    file,
                    Files.exists(file)
                            ? "should be a regular file, but is a folder or a device; check the path"
                            : "does not exist; check the path");
        }
    }

    /** Opens a file that is a checkpoint by itself and not an index. */
    static Checkpoint openOne(Path file) throws CheckpointException {
        requireRegular(file);
        byte[] first;
        try (InputStream bytes = Files.newInputStream(file)) {
            first = bytes.readNBytes(PREFIX);
        } catch (IOException e) {
            throw DataRegion.unreadable(file, e);
        }
        // The header length at the start of a safetensors file may look like another format's signature, but JSON
        // follows it.
        boolean safetensors = first.length > JSON_OF_SAFETENSORS && first[JSON_OF_SAFETENSORS] == '{';
        return TorchCheckpoint.isOneOf(first) && !safetensors ? TorchCheckpoint.open(file) : SafetensorsFile.open(file);
    }

    /**
     * Returns the folder with the checkpoint's configuration.
     *
     * @param fileOrDirectory as for {@link #open}
     */
    public static Path directory(Path fileOrDirectory) {
        return Files.isDirectory(fileOrDirectory) ? fileOrDirectory : fileOrDirectory.resolveSibling("");
    }
}
