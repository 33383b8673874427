package io.github.trocr4j.checkpoint;

import java.util.Arrays;

/**
 * A tensor to be written.
 *
 * @param shape sizes of its axes, outermost first; empty for a scalar
 * @param values its values, flat, row by row; not copied, so leave them alone until they are written
 */
// Cloned where it is small; equals, hashCode and toString are by content.
@SuppressWarnings("ArrayRecordComponent")
public record FloatTensor(long[] shape, float[] values) {
    /** @throws IllegalArgumentException if the shape does not multiply to the number of values */
    public FloatTensor {
        shape = shape.clone();
        long count = count(shape);
        if (count != values.length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " has " + count + " values, but there are " + values.length);
        }
    }

    /** How many values a tensor of that shape has. */
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
