package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint in several files, listed in an index ({@code model.safetensors.index.json},
 * {@code pytorch_model.bin.index.json}). All files are opened at once and compared with the index: each tensor must be
 * in the file that the index names, and there must be no others.
 */
public final class ShardedCheckpoint implements Checkpoint {
    private final Path index;
    private final Map<String, Checkpoint> shards;
    private final Map<String, String> weightMap;

    private ShardedCheckpoint(Path index, Map<String, String> weightMap, Map<String, Checkpoint> shards) {
        this.index = index;
        this.weightMap = weightMap;
        this.shards = shards;
    }

    /**
     * Opens an index and the files that it names, which are in the same folder.
     *
     * @throws CheckpointException if the index or a file is missing, unreadable or damaged, or they contradict each
     *     other
     */
    public static ShardedCheckpoint open(Path index) throws CheckpointException {
        CheckpointFiles.requireFetched(index);
        Map<String, String> weightMap = ShardIndex.read(index);
        requireAll(index, new LinkedHashSet<>(weightMap.values()));
        Map<String, Checkpoint> shards = new LinkedHashMap<>();
        boolean done = false;
        try {
            for (String name : new LinkedHashSet<>(weightMap.values())) {
                Checkpoint shard = CheckpointFiles.openOne(locate(index, name));
                shards.put(name, shard);
                for (String tensor : shard.names()) {
                    requireListed(index, weightMap.get(tensor), name, tensor);
                }
            }
            for (Map.Entry<String, String> entry : weightMap.entrySet()) {
                if (!shards.get(entry.getValue()).contains(entry.getKey())) {
                    throw new CheckpointException(
                            index,
                            entry.getKey(),
                            "should be in the file " + CheckpointException.shown(entry.getValue())
                                    + ", but is not; fetch that file and the index again");
                }
            }
            done = true;
            return new ShardedCheckpoint(index, weightMap, shards);
        } finally {
            if (!done) {
                closeQuietly(shards.values());
            }
        }
    }

    /** Names the first file that is missing, and says how many are. */
    private static void requireAll(Path index, Collection<String> names) throws CheckpointException {
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            try {
                if (!Files.exists(index.toAbsolutePath().resolveSibling(name))) {
                    missing.add(name);
                }
            } catch (InvalidPathException e) {
                // Reported when it is opened.
            }
        }
        if (!missing.isEmpty()) {
            throw new CheckpointException(
                    index,
                    "needs the file " + CheckpointException.shown(missing.get(0)) + " beside it, which is missing"
                            + (missing.size() > 1
                                    ? ", like " + (missing.size() - 1) + " more of " + names.size() + "; fetch them too"
                                    : "; fetch it too"));
        }
    }

    private static void requireListed(Path index, String expected, String shard, String tensor)
            throws CheckpointException {
        if (!shard.equals(expected)) {
            throw new CheckpointException(
                    index,
                    tensor,
                    "is in the file " + CheckpointException.shown(shard) + ", but the index "
                            + (expected == null
                                    ? "does not list it"
                                    : "says that it is in " + CheckpointException.shown(expected))
                            + "; fetch that file and the index again");
        }
    }

    /** Returns the file of this name beside the index. If it is a link, its target must be in the same folder. */
    private static Path locate(Path index, String name) throws CheckpointException {
        try {
            Path shard = index.toAbsolutePath().resolveSibling(name);
            Path folder = shard.resolveSibling("").toRealPath();
            if (!shard.toRealPath().startsWith(folder)) {
                throw new CheckpointException(
                        index,
                        "names the file " + CheckpointException.shown(name)
                                + ", which is a link that leaves the folder " + folder
                                + "; copy the files themselves into one folder");
            }
            return shard;
        } catch (NoSuchFileException e) {
            throw new CheckpointException(
                    index,
                    null,
                    "needs the file " + CheckpointException.shown(name) + " beside it, which is missing; fetch it too",
                    e);
        } catch (InvalidPathException e) {
            throw new CheckpointException(
                    index,
                    null,
                    "names the file " + CheckpointException.shown(name)
                            + ", which cannot be a file's name here; rename it and correct the index",
                    e);
        } catch (CheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw DataRegion.unreadable(index, e);
        }
    }

    @Override
    public Path path() {
        return index;
    }

    /** Returns the names of all tensors, in the index's order. */
    @Override
    public List<String> names() {
        return List.copyOf(weightMap.keySet());
    }

    @Override
    public boolean contains(String name) {
        return weightMap.containsKey(name);
    }

    @Override
    public TensorInfo info(String name) throws CheckpointException {
        return shard(name).info(name);
    }

    @Override
    public float[] floats(String name) throws CheckpointException {
        return shard(name).floats(name);
    }

    @Override
    public void readThrough(String name) throws CheckpointException {
        shard(name).readThrough(name);
    }

    /** Returns the metadata of the first file. */
    @Override
    public Map<String, String> metadata() {
        return shards.values().iterator().next().metadata();
    }

    /** Closes all files, and throws the first error. */
    @Override
    public void close() throws CheckpointException {
        CheckpointException first = null;
        for (Checkpoint shard : shards.values()) {
            try {
                shard.close();
            } catch (CheckpointException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private Checkpoint shard(String name) throws CheckpointException {
        String shard = weightMap.get(name);
        if (shard == null) {
            throw new CheckpointException(
                    index,
                    name,
                    "is missing among the " + weightMap.size() + " of the index; check that it is the right one");
        }
        return shards.get(shard);
    }

    private static void closeQuietly(Collection<Checkpoint> shards) {
        for (Checkpoint shard : new ArrayList<>(shards)) {
            try {
                shard.close();
            } catch (CheckpointException e) {
                // The original error is more informative.
            }
        }
    }
}
