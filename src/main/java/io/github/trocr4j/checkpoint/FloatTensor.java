package io.github.trocr4j.checkpoint;

import java.util.Arrays;

/**
 * A tensor to write.
 *
 * @param shape sizes of its axes, outermost first; empty for a scalar
 * @param values its values, row-major; not copied, so they must not change until they are written
 */
// The shape is cloned; equals, hashCode and toString compare and print the content.
@SuppressWarnings("ArrayRecordComponent")
public record FloatTensor(long[] shape, float[] values) {
    /**
     * Copies the shape.
     *
     * @throws IllegalArgumentException if the shape does not match the number of values
     */
    public FloatTensor {
        shape = shape.clone();
        long count = count(shape);
        if (count != values.length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " has " + count + " values, but there are " + values.length);
        }
    }

    /** Returns the number of values of a tensor of this shape. */
    static long count(long[] shape) {
        long count = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("negative size in shape " + Arrays.toString(shape));
            }
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatTensor that
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "FloatTensor" + Arrays.toString(shape);
    }
}
