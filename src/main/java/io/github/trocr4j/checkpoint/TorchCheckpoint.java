package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A state dict written by torch.save ({@code pytorch_model.bin}), in either layout: {@link TorchZip} or
 * {@link TorchLegacy}. Nothing in the file is executed; see {@link PickleReader} for what is supported.
 *
 * <p>Everything except the values is validated when the file is opened, including the checksums of the zip layout.
 * Values are read on demand, row-major for any view; memory is needed for the arrays that are returned, and 8 MB.
 * Several threads may read at once.
 */
public final class TorchCheckpoint implements Checkpoint {
    /** Keys under which training scripts save the weights, of Lightning, DeepSpeed, timm and others. */
    private static final Set<String> WRAPPER_KEYS = Set.of(
            "state_dict",
            "model",
            "model_state_dict",
            "model_state",
            "model_weights",
            "module",
            "net",
            "network",
            "weights",
            "params",
            "ema",
            "model_ema",
            "ema_state_dict",
            "state_dict_ema");

    private static final int MAX_WRAPPERS = 3;

    private final Path path;
    private final FileChannel channel;
    private final String key;
    private final Map<String, TorchView> views;
    private final Map<String, TensorInfo> infos = new LinkedHashMap<>();
    private final Map<String, Long> begins;

    private TorchCheckpoint(Path path, FileChannel channel, TorchLayout.Contents contents) throws CheckpointException {
        this.path = path;
        this.channel = channel;
        Dict dict = stateDict(path, contents.root());
        this.key = dict.key();
        this.views = tensors(path, dict.content());
        this.begins = contents.begins();
        for (Map.Entry<String, TorchView> view : views.entrySet()) {
            infos.put(view.getKey(), view.getValue().checked(path, view.getKey()));
        }
    }

    /**
     * Opens a file and validates it.
     *
     * @throws CheckpointException if it is missing, unreadable, damaged or not a state dict
     */
    public static TorchCheckpoint open(Path path) throws CheckpointException {
        FileChannel channel = null;
        TorchCheckpoint opened = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            opened = new TorchCheckpoint(path, channel, read(path, channel));
            return opened;
        } catch (CheckpointException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new CheckpointException(path, null, "does not exist; check the path", e);
        } catch (IOException e) {
            throw DataRegion.unreadable(path, e);
        } finally {
            if (opened == null && channel != null) {
                SafetensorsFile.closeQuietly(channel);
            }
        }
    }

    private static TorchLayout.Contents read(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        byte[] first = new byte[(int) Math.min(size, ForeignFormat.PREFIX)];
        DataRegion.readFully(path, channel, ByteBuffer.wrap(first), 0);
        if (isZip(first)) {
            return TorchZip.read(path, channel, size);
        }
        if (isPickle(first)) {
            return TorchLegacy.read(path, channel, size);
        }
        String complaint = ForeignFormat.complaint(first);
        throw new CheckpointException(
                path,
                complaint != null
                        ? complaint
                        : "begins neither as a zip archive nor as a pickle, so it is not a PyTorch checkpoint;"
                                + " check the path or fetch the file again");
    }

    /** Returns whether a file with these first bytes has a format of this class. */
    static boolean isOneOf(byte[] first) {
        return isZip(first) || isPickle(first);
    }

    private static boolean isZip(byte[] first) {
        return starts(first, "PK\u0003\u0004") || starts(first, "PK\u0005\u0006");
    }

    private static boolean isPickle(byte[] first) {
        return starts(first, "\u0080");
    }

    private static boolean starts(byte[] bytes, String with) {
        byte[] mark = with.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= mark.length && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<String> names() {
        return List.copyOf(infos.keySet());
    }

    @Override
    public boolean contains(String name) {
        return infos.containsKey(name);
    }

    /** Returns type and shape of a tensor; its begin is 0, since a view need not be contiguous. */
    @Override
    public TensorInfo info(String name) throws CheckpointException {
        TensorInfo info = infos.get(name);
        if (info == null) {
            throw new CheckpointException(
                    path,
                    name,
                    "is missing among the " + infos.size() + " of the file; check that it is the right file");
        }
        return info;
    }

    @Override
    public float[] floats(String name) throws CheckpointException {
        TensorInfo info = info(name).requireType(path, Dtype.F32, Dtype.F16, Dtype.BF16, Dtype.F64);
        float[] values = new float[info.arrayLength(path)];
        each(info, (element, index) -> values[index] = (float) Elements.real(element, info.dtype()));
        return values;
    }

    /** Views of the same elements, as tied weights are, need not be read. */
    @Override
    public boolean same(String one, String other) throws CheckpointException {
        TorchView a = views.get(one);
        TorchView b = views.get(other);
        boolean shared = a != null && b != null && a.isSameAs(b);
        return shared || Checkpoint.super.same(one, other);
    }

    /**
     * Returns the values of an integer tensor, row-major; BOOL is 0 or 1.
     *
     * @throws CheckpointException if it is missing, of another type, too large for an array, or cannot be read
     */
    public long[] longs(String name) throws CheckpointException {
        TensorInfo info = info(name).requireType(path, Dtype.I64, Dtype.I32, Dtype.I16, Dtype.I8, Dtype.U8, Dtype.BOOL);
        long[] values = new long[info.arrayLength(path)];
        each(info, (element, index) -> values[index] = Elements.integer(element, info.dtype()));
        return values;
    }

    @Override
    public void readThrough(String name) throws CheckpointException {
        each(info(name), (element, index) -> {});
    }

    /** Returns the key of the dict with the tensors, such as {@code state_dict} or {@code model/state_dict}. */
    @Override
    public Optional<String> key() {
        return key.isEmpty() ? Optional.empty() : Optional.of(key);
    }

    /** Returns an empty map, since the format has no metadata. */
    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    /** Closes the file. Reading afterwards throws {@link IllegalStateException}. */
    @Override
    public void close() throws CheckpointException {
        try {
            channel.close();
        } catch (IOException e) {
            throw DataRegion.unreadable(path, e);
        }
    }

    private void each(TensorInfo info, StridedReader.Sink sink) throws CheckpointException {
        if (!channel.isOpen()) {
            throw new IllegalStateException(path + " is closed");
        }
        TorchView view = views.get(info.name());
        try {
            if (info.count() > 0) {
                long begin = begins.get(view.storage().key());
                StridedReader.each(path, channel, begin, view, StridedReader.SLAB_BYTES, sink);
            }
        } catch (CheckpointException e) {
            throw e;
        } catch (IOException e) {
            throw DataRegion.unreadable(path, e);
        }
    }

    /**
     * A dict that a training script saves beside other things, such as the state of its optimiser.
     *
     * @param key its key in the saved object; empty if it is the saved object
     */
    private record Dict(String key, PickleContainer content) {
        /** Returns whether it holds nothing but tensors under names. */
        boolean isStateDict() {
            return !content.isEmpty()
                    && content.entries().entrySet().stream()
                            .allMatch(
                                    entry -> entry.getKey() instanceof String && entry.getValue() instanceof TorchView);
        }
    }

    /**
     * Finds the tensors in the saved object: a dict that contains only tensors, or a training checkpoint with one such
     * dict in it, at most {@link #MAX_WRAPPERS} levels deep. Other entries of a training checkpoint are ignored.
     */
    private static Dict stateDict(Path file, Object root) throws CheckpointException {
        if (!(root instanceof PickleContainer dict) || !dict.isDict()) {
            throw new CheckpointException(
                    file,
                    "should hold a dict of tensors, but holds a " + PickleContainer.described(root)
                            + "; save the model's state_dict()");
        }
        Dict whole = new Dict("", dict);
        if (whole.isStateDict() || dict.isEmpty()) {
            return whole;
        }
        List<Dict> found = new ArrayList<>();
        collect(whole, 0, found);
        // Figures such as the loss may be saved as tensors of their own, but parameters have names with dots.
        boolean mixed = dict.entries().entrySet().stream()
                .anyMatch(entry -> entry.getValue() instanceof TorchView
                        && String.valueOf(entry.getKey()).indexOf('.') >= 0);
        if (found.isEmpty() || mixed) {
            return whole;
        }
        List<Dict> usual =
                found.stream().filter(each -> WRAPPER_KEYS.contains(last(each))).toList();
        List<Dict> candidates = usual.isEmpty() ? found : usual;
        if (candidates.size() > 1) {
            throw new CheckpointException(
                    file,
                    "has tensors under each of the keys "
                            + candidates.stream()
                                    .map(each -> CheckpointException.shown(each.key()))
                                    .collect(Collectors.joining(", "))
                            + ", and it is not clear which model is meant; save only the one that is meant");
        }
        return candidates.get(0);
    }

    private static String last(Dict dict) {
        return dict.key().substring(dict.key().lastIndexOf('/') + 1);
    }

    private static void collect(Dict in, int depth, List<Dict> found) {
        for (Map.Entry<Object, Object> entry : in.content().entries().entrySet()) {
            if (entry.getKey() instanceof String key && entry.getValue() instanceof PickleContainer dict) {
                Dict inner = new Dict(in.key().isEmpty() ? key : in.key() + "/" + key, dict);
                if (inner.isStateDict()) {
                    found.add(inner);
                } else if (dict.isDict() && depth < MAX_WRAPPERS && WRAPPER_KEYS.contains(key)) {
                    collect(inner, depth + 1, found);
                }
            }
        }
    }

    private static Map<String, TorchView> tensors(Path file, PickleContainer dict) throws CheckpointException {
        Map<String, TorchView> tensors = new LinkedHashMap<>();
        for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
            String name = String.valueOf(entry.getKey());
            if (!(entry.getKey() instanceof String) || !(entry.getValue() instanceof TorchView view)) {
                throw new CheckpointException(
                        file,
                        name,
                        "should be a tensor under a name, but is a " + PickleContainer.described(entry.getValue())
                                + " under a " + PickleContainer.described(entry.getKey())
                                + "; save nothing but the model's state_dict()");
            }
            tensors.put(name, view);
        }
        return tensors;
    }
}
