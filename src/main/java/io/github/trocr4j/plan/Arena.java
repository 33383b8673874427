package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The memory of a plan, allocated once and used by all runs. A planned {@link Memory} is live from the first step that
 * writes it to the last step that reads it. Those whose live ranges do not overlap share a buffer, and steps run in
 * buffer if they can.
 */
final class Arena implements AutoCloseable {
    private final List<INDArray> buffers;
    private final Optional<SharedMemory> owned;

    /** A buffer and its users in order; its length is that of the largest user. */
    private static final class Buffer {
        private int length;
        private final List<Memory> users = new ArrayList<>();
    }

    /** As below, in memory of its own. */
    Arena(List<Step> steps, Set<Memory> outputs) {
        this(steps, outputs, Optional.empty());
    }

    /**
     * Allocates a buffer for every planned memory of {@code steps}.
     *
     * @param outputs memory whose values are needed after the last step
     * @param shared memory to use, which the caller closes; empty for memory of its own
     */
    Arena(List<Step> steps, Set<Memory> outputs, Optional<SharedMemory> shared) {
        Map<Memory, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            int index = i;
            steps.get(i).reads().forEach(memory -> lastUse.put(memory, index));
            steps.get(i).writes().forEach(memory -> lastUse.put(memory, index));
        }
        outputs.forEach(memory -> lastUse.put(memory, Integer.MAX_VALUE));
        Map<Memory, Buffer> bufferOf = new LinkedHashMap<>();
        List<Buffer> all = new ArrayList<>();
        List<Buffer> free = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            for (Memory written : step.writes()) {
                if (!written.isExternal() && !bufferOf.containsKey(written)) {
                    Buffer buffer = inPlace(step, i, written, lastUse, bufferOf);
                    if (buffer == null) {
                        buffer = take(free, written.length());
                        if (buffer == null) {
                            buffer = new Buffer();
                            all.add(buffer);
                        }
                    }
                    buffer.length = Math.max(buffer.length, written.length());
                    buffer.users.add(written);
                    bufferOf.put(written, buffer);
                }
            }
            release(step, i, lastUse, bufferOf, free);
        }
        owned = shared.isPresent() ? Optional.empty() : Optional.of(new SharedMemory());
        buffers = allocate(all, shared.or(() -> owned).orElseThrow());
    }

    /** Returns the buffer of an input that is not needed after this step and that the step can overwrite, or null. */
    private static Buffer inPlace(
            Step step, int index, Memory written, Map<Memory, Integer> lastUse, Map<Memory, Buffer> bufferOf) {
        for (Memory read : step.reads()) {
            Buffer buffer = bufferOf.get(read);
            if (buffer != null
                    && lastUse.get(read) == index
                    && read.length() == written.length()
                    && buffer.users.get(buffer.users.size() - 1) == read
                    && step.worksInPlace(read, written)) {
                return buffer;
            }
        }
        return null;
    }

    /**
     * Takes the smallest free buffer that is large enough, otherwise the largest one, which then grows. Returns null if
     * none is free. Buffers of outputs are never free.
     */
    private static Buffer take(List<Buffer> free, int length) {
        Comparator<Buffer> bySize = Comparator.comparingInt(buffer -> buffer.length);
        Buffer best = free.stream()
                .filter(buffer -> buffer.length >= length)
                .min(bySize)
                .or(() -> free.stream().max(bySize))
                .orElse(null);
        free.remove(best);
        return best;
    }

    private static void release(
            Step step, int index, Map<Memory, Integer> lastUse, Map<Memory, Buffer> bufferOf, List<Buffer> free) {
        List<Memory> touched = new ArrayList<>(step.reads());
        touched.addAll(step.writes());
        for (Memory memory : touched) {
            Buffer buffer = bufferOf.get(memory);
            boolean ends = buffer != null
                    && lastUse.get(memory) == index
                    && buffer.users.get(buffer.users.size() - 1) == memory
                    && !free.contains(buffer);
            if (ends) {
                free.add(buffer);
            }
        }
    }

    private static List<INDArray> allocate(List<Buffer> all, SharedMemory memory) {
        List<Buffer> sorted = all.stream()
                .sorted(Comparator.comparingInt((Buffer buffer) -> buffer.length)
                        .reversed())
                .toList();
        List<INDArray> arrays =
                memory.arrays(sorted.stream().mapToInt(buffer -> buffer.length).toArray());
        for (int i = 0; i < arrays.size(); i++) {
            INDArray array = arrays.get(i);
            sorted.get(i).users.forEach(user -> user.bind(array));
        }
        return arrays;
    }

    /** Returns the size of all buffers in bytes. */
    long bytes() {
        return buffers.stream()
                .mapToLong(buffer -> buffer.length() * Float.BYTES)
                .sum();
    }

    @Override
    public void close() {
        owned.ifPresent(SharedMemory::close);
    }
}
