package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Opens checkpoints of any format. The format of a file is detected by its content; in a folder the standard names are
 * tried in order.
 */
public final class CheckpointFiles {
    /** The file names that a folder is searched for, in the order of HuggingFace's {@code from_pretrained}. */
    public static final List<String> STANDARD_NAMES = List.of(
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");

    private static final String INDEX = ".index.json";
    private static final Pattern SHARD = Pattern.compile(".*-\\d{5}-of-\\d{5}\\.(safetensors|bin)");
    private static final Pattern WEIGHTS =
            Pattern.compile("(?i).*\\.(safetensors|bin|pt|pth|ckpt|h5|pb|onnx|msgpack|gguf|npz|npy|tflite|keras)");

    /** What to do with an adapter, as the end of a sentence. */
    public static final String MERGE =
            "and not a whole model; in Python, merge it with model.merge_and_unload(), write the"
                    + " result with save_pretrained and give that folder";

    private static final String ADAPTER_FOUND =
            "holds an adapter of PEFT, such as LoRA (adapter_config.json), " + MERGE;

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
        requireModel(fileOrDirectory);
        Path file = in(fileOrDirectory).orElseThrow();
        return isIndex(file) ? ShardedCheckpoint.open(file) : openOne(file);
    }

    /**
     * Checks that a folder has the file of a whole model.
     *
     * @throws CheckpointException if it does not, or holds an adapter; the message says what it holds
     */
    public static void requireModel(Path directory) throws CheckpointException {
        if (holdsAdapter(directory)) {
            throw new CheckpointException(directory, ADAPTER_FOUND);
        }
        if (in(directory).isEmpty()) {
            throw new CheckpointException(
                    directory,
                    "should be a folder with one of " + String.join(", ", STANDARD_NAMES)
                            + " in it, but has none of them; "
                            + other(directory)
                                    .map(found -> "it " + found)
                                    .orElse("give the file itself if it has another name"));
        }
    }

    private static boolean holdsAdapter(Path directory) {
        return Files.exists(directory.resolve("adapter_config.json"));
    }

    /**
     * Returns what a folder without a model holds in its place, and what to do about that: the rest of a sentence about
     * the folder. Empty if there is nothing to tell.
     */
    public static Optional<String> other(Path directory) throws CheckpointException {
        if (holdsAdapter(directory)) {
            return Optional.of(ADAPTER_FOUND);
        }
        Optional<Path> first;
        try (Stream<Path> files = Files.list(directory)) {
            first = files.filter(Files::isRegularFile)
                    .filter(file ->
                            WEIGHTS.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw DataRegion.unreadable(directory, e);
        }
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String name = first.get().getFileName().toString();
        String complaint = ForeignFormat.complaint(first(first.get()));
        String shown = "has " + CheckpointException.shown(name);
        if (complaint != null) {
            return Optional.of(shown + ", which " + complaint);
        }
        return Optional.of(
                SHARD.matcher(name).matches()
                        ? shown + ", a part of a checkpoint, but not the index of its parts; fetch that, too"
                        : shown + ", which import takes if it is the checkpoint");
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
        byte[] first = first(file);
        return TorchCheckpoint.isOneOf(first) && !ForeignFormat.isSafetensors(first)
                ? TorchCheckpoint.open(file)
                : SafetensorsFile.open(file);
    }

    /** Checks that a file is there and is not what a failed download leaves. */
    static void requireFetched(Path file) throws CheckpointException {
        requireRegular(file);
        String complaint = ForeignFormat.unfetched(new String(first(file), StandardCharsets.ISO_8859_1));
        if (complaint != null) {
            throw new CheckpointException(file, complaint);
        }
    }

    private static byte[] first(Path file) throws CheckpointException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return bytes.readNBytes(ForeignFormat.PREFIX);
        } catch (IOException e) {
            throw DataRegion.unreadable(file, e);
        }
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
