package io.github.trocr4j.checkpoint;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * A tensor in a file.
 *
 * @param name its name; untrusted, never to be used as a path
 * @param dtype type of its elements
 * @param shape sizes of its axes, outermost first; empty for a scalar
 * @param begin first byte, counted from the start of the data region (after the header)
 * @param end the byte after its last one
 */
// The shape is cloned; equals, hashCode and toString compare and print the content.
@SuppressWarnings("ArrayRecordComponent")
public record TensorInfo(String name, Dtype dtype, long[] shape, long begin, long end) {
    public TensorInfo {
        shape = shape.clone();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Returns the number of elements. */
    public long count() {
        return (end - begin) / dtype.size();
    }

    /**
     * Returns this tensor if it has one of these types.
     *
     * @param file the file, for the message
     */
    TensorInfo requireType(Path file, Dtype... accepted) throws CheckpointException {
        if (!Arrays.asList(accepted).contains(dtype)) {
            throw new CheckpointException(
                    file,
                    name,
                    "should be one of " + Arrays.toString(accepted) + ", but is " + dtype
                            + "; check that it is the right file");
        }
        return this;
    }

    /**
     * Returns {@link #count} if an array can hold that many values.
     *
     * @param file the file, for the message
     */
    int arrayLength(Path file) throws CheckpointException {
        // Less than 2^31-1, since virtual machines reserve a few elements of the largest arrays.
        if (count() > Integer.MAX_VALUE - 8) {
            throw new CheckpointException(
                    file, name, "has " + count() + " values, more than an array can hold; split it");
        }
        return (int) count();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorInfo that
                && name.equals(that.name)
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape)
                && begin == that.begin
                && end == that.end;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Long.hashCode(begin);
    }

    @Override
    public String toString() {
        return CheckpointException.shown(name) + " " + dtype + " " + Arrays.toString(shape) + " at " + begin + " to "
                + end;
    }
}
