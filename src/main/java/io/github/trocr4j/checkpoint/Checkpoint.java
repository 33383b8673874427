package io.github.trocr4j.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tensors by name, whatever the file format. All content is untrusted until it has been read without an exception. */
public interface Checkpoint extends AutoCloseable {
    /** What messages call it: the file, or the index of several. */
    Path path();

    /** Names of all tensors, in the file's order. */
    List<String> names();

    /** Whether there is such a tensor. */
    boolean contains(String name);

    /** Name, type and shape of a tensor; {@link CheckpointException} if there is none of this name. */
    TensorInfo info(String name) throws CheckpointException;

    /** Its values, row-major; F16 and BF16 are widened exactly, F64 is rounded to the nearest float. */
    float[] floats(String name) throws CheckpointException;

    /**
     * Reads every value of a tensor of any type and keeps none, in bounded memory: what this accepts can be read.
     */
    void readThrough(String name) throws CheckpointException;

    /** What the file says about itself; empty where the format has no such place. */
    Map<String, String> metadata();

    @Override
    void close() throws CheckpointException;
}
