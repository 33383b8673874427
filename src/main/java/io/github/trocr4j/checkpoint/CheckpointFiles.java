package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens a checkpoint whatever its format: a file by its content, a folder by the first customary name in it. */
public final class CheckpointFiles {
    /** What a folder is searched for, in the order of HuggingFace's {@code from_pretrained}. */
    public static final List<String> CUSTOMARY = List.of(
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");

    private static final String INDEX = ".index.json";
    private static final int PREFIX = 512;
    private static final int JSON_OF_SAFETENSORS = 8;

    private CheckpointFiles() {}

    /**
     * Opens a safetensors file, a PyTorch file in either layout, the index of several such files, or a folder with one
     * of these in it.
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
                        "should be a folder with one of " + String.join(", ", CUSTOMARY)
                                + " in it, but has none of them; give the file itself if it has another name"));
        return isIndex(file) ? ShardedCheckpoint.open(file) : openOne(file);
    }

    /** The checkpoint of a folder: the first of {@link #CUSTOMARY} that is in it. */
    public static Optional<Path> in(Path directory) {
        return CUSTOMARY.stream()
                .map(directory::resolve)
                // A link that leads nowhere is there too, and opening it says so.
                .filter(file -> Files.exists(file) || Files.isSymbolicLink(file))
                .findFirst();
    }

    private static boolean isIndex(Path file) {
        Path name = file.getFileName();
        return name != null && name.toString().endsWith(INDEX);
    }

    /** Refuses folders, and pipes and devices too, whose reading might never end. */
    static void regular(Path file) throws CheckpointException {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(
                    file,
                    Files.exists(file)
                            ? "should be a regular file, but is a folder or a device; check the path"
                            : "does not exist; check the path");
        }
    }

    /** Opens a file that is a checkpoint by itself, and no index. */
    static Checkpoint openOne(Path file) throws CheckpointException {
        regular(file);
        byte[] first;
        try (InputStream bytes = Files.newInputStream(file)) {
            first = bytes.readNBytes(PREFIX);
        } catch (IOException e) {
            throw DataRegion.unreadable(file, e);
        }
        // The length of a safetensors header may look like the mark of another format, but then comes its JSON.
        boolean safetensors = first.length > JSON_OF_SAFETENSORS && first[JSON_OF_SAFETENSORS] == '{';
        return TorchCheckpoint.isOneOf(first) && !safetensors ? TorchCheckpoint.open(file) : SafetensorsFile.open(file);
    }

    /** The folder of a checkpoint that {@link #open} takes, where its configuration is. */
    public static Path directory(Path fileOrDirectory) {
        return Files.isDirectory(fileOrDirectory) ? fileOrDirectory : fileOrDirectory.resolveSibling("");
    }
}
