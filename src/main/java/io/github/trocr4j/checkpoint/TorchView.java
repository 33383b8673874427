package io.github.trocr4j.checkpoint;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * A tensor of a PyTorch checkpoint, as a view of a storage.
 *
 * @param storage the storage with its elements
 * @param offset index of its first element in the storage
 * @param shape sizes of its axes, outermost first
 * @param strides for each axis, the distance in elements between neighbours
 */
record TorchView(Storage storage, long offset, long[] shape, long[] strides) {
    /** Returns whether another view has the same elements in the same order. */
    boolean isSameAs(TorchView other) {
        return storage.equals(other.storage)
                && offset == other.offset
                && Arrays.equals(shape, other.shape)
                && Arrays.equals(strides, other.strides);
    }

    /**
     * Checks that every element is inside the storage, and returns the tensor with its name and its size as a
     * contiguous one.
     */
    TensorInfo checked(Path file, String name) throws CheckpointException {
        if (name.indexOf('\0') >= 0) {
            throw damaged(file, name, "has a NUL character in its name", null);
        }
        if (shape.length != strides.length) {
            throw damaged(file, name, "has " + shape.length + " axes, but " + strides.length + " strides", null);
        }
        long count = 1;
        long last = offset;
        try {
            for (int axis = 0; axis < shape.length; axis++) {
                if (shape[axis] < 0 || shape[axis] > Integer.MAX_VALUE || strides[axis] < 0) {
                    throw damaged(
                            file,
                            name,
                            "should have sizes of 0 to 2^31-1 and no negative strides, but has "
                                    + Arrays.toString(shape) + " and " + Arrays.toString(strides),
                            null);
                }
                count = Math.multiplyExact(count, shape[axis]);
                last = Math.addExact(last, Math.multiplyExact(Math.max(shape[axis] - 1, 0), strides[axis]));
            }
        } catch (ArithmeticException e) {
            throw damaged(
                    file,
                    name,
                    "of shape " + Arrays.toString(shape) + " and strides " + Arrays.toString(strides)
                            + " would have more than 2^63 elements",
                    e);
        }
        boolean inside = count == 0 ? offset <= storage.count() : last < storage.count() && count <= storage.count();
        if (offset < 0 || !inside) {
            throw damaged(
                    file,
                    name,
                    "of shape " + Arrays.toString(shape) + " and strides " + Arrays.toString(strides)
                            + " from element " + offset + " should lie in storage " + storage.key()
                            + ", but that has " + storage.count() + " elements",
                    null);
        }
        return new TensorInfo(
                name, storage.dtype(), shape, 0, count * storage.dtype().size());
    }

    private static CheckpointException damaged(Path file, String name, String what, Throwable cause) {
        return new CheckpointException(file, name, what + "; fetch the file again", cause);
    }

    /**
     * A one-dimensional array of elements that tensors are views of.
     *
     * @param dtype type of the elements
     * @param key its name in the file
     * @param count number of elements
     */
    record Storage(Dtype dtype, String key, long count) {
        /** Returns the size in bytes. The reader of the pickle has checked that it fits a long. */
        long bytes() {
            return count * dtype.size();
        }
    }
}
