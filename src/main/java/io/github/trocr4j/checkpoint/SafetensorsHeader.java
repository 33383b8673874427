package io.github.trocr4j.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the header of a safetensors file says.
 *
 * @param metadata the file's own notes, in their order
 * @param tensors by name, in the order of their data
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, TensorInfo> tensors) {
    /** The header, if its tensors tile the data region from byte 0 without hole or overlap. */
    static SafetensorsHeader checked(Path file, Map<String, String> metadata, List<TensorInfo> tensors)
            throws CheckpointException {
        List<TensorInfo> sorted = new ArrayList<>(tensors);
        sorted.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        Map<String, TensorInfo> named = new LinkedHashMap<>();
        long at = 0;
        for (TensorInfo tensor : sorted) {
            if (tensor.begin() != at) {
                throw new CheckpointException(
                        file,
                        tensor.name(),
                        "should begin at byte " + at + " where the one before it ends, but begins at " + tensor.begin()
                                + " and so leaves a " + (tensor.begin() > at ? "hole" : "shared range")
                                + "; fetch the file again");
            }
            at = tensor.end();
            named.put(tensor.name(), tensor);
        }
        return new SafetensorsHeader(Collections.unmodifiableMap(metadata), Collections.unmodifiableMap(named));
    }

    /** Bytes of the data region. */
    long dataLength() {
        long end = 0;
        for (TensorInfo tensor : tensors.values()) {
            end = tensor.end();
        }
        return end;
    }
}
