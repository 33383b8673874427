package io.github.trocr4j.checkpoint;

import java.util.Arrays;

/**
 * One tensor of a file: where it lies and what it is.
 *
 * @param name its name, never to be used as a path
 * @param dtype type of its elements
 * @param shape sizes of its axes, outermost first; empty for a scalar
 * @param begin first byte, counted from the start of the data region (behind the header)
 * @param end the byte behind its last one
 */
// Cloned where it is small; equals, hashCode and toString are by content.
@SuppressWarnings("ArrayRecordComponent")
public record TensorInfo(String name, Dtype dtype, long[] shape, long begin, long end) {
    public TensorInfo {
        shape = shape.clone();
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Number of elements. */
    public long count() {
        return (end - begin) / dtype.size();
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
