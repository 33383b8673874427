package io.github.trocr4j.checkpoint;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tensors by name, in a file of any supported format. All content is untrusted until it has been read without an
 * exception.
 */
public interface Checkpoint extends AutoCloseable {
    /** Returns the file, or the index of several files; names the checkpoint in messages. */
    Path path();

    /** Returns the names of all tensors, in the file's order. */
    List<String> names();

    /** Returns whether there is a tensor of this name. */
    boolean contains(String name);

    /**
     * Returns name, type and shape of a tensor.
     *
     * @throws CheckpointException if there is no tensor of this name
     */
    TensorInfo info(String name) throws CheckpointException;

    /**
     * Returns the values of a tensor, row-major. F16 and BF16 are widened exactly; F64 is rounded to the nearest float.
     */
    float[] floats(String name) throws CheckpointException;

    /** Returns whether two tensors have the same shape and the same values. */
    default boolean same(String one, String other) throws CheckpointException {
        return Arrays.equals(info(one).shape(), info(other).shape()) && Arrays.equals(floats(one), floats(other));
    }

    /**
     * Reads every value of a tensor of any type in bounded memory and discards it, to check that the tensor is
     * readable.
     */
    void readThrough(String name) throws CheckpointException;

    /** Returns the file's own metadata; empty if the format has none. */
    Map<String, String> metadata();

    /**
     * Returns where in a file that holds other things, too, the tensors are: the key of a dict, or several with slashes
     * between them. Empty if the file holds nothing else.
     */
    default Optional<String> key() {
        return Optional.empty();
    }

    @Override
    void close() throws CheckpointException;
}
