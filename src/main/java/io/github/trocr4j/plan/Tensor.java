package io.github.trocr4j.plan;

import java.util.Arrays;

/**
 * A strided view of memory. Offset and strides are in values, not bytes. Reshaping, permuting and slicing return views
 * of the same memory without copying.
 */
record Tensor(Memory memory, int offset, int[] shape, int[] strides) {
    /** Returns a row-major tensor with new planned memory. */
    static Tensor planned(int... shape) {
        return dense(Memory.planned(size(shape)), shape);
    }

    /** Returns a row-major tensor over all of {@code memory}. */
    static Tensor dense(Memory memory, int... shape) {
        return new Tensor(memory, 0, shape, rowMajor(shape));
    }

    static int size(int[] shape) {
        int size = 1;
        for (int dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        return size;
    }

    static int[] rowMajor(int[] shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    int rank() {
        return shape.length;
    }

    int size() {
        return size(shape);
    }

    /** Returns the size of the last axis. */
    int width() {
        return shape.length == 0 ? 1 : shape[shape.length - 1];
    }

    /** Returns whether the values are contiguous and in row-major order. */
    boolean isDense() {
        int expected = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] != 1 && strides[axis] != expected) {
                return false;
            }
            expected *= shape[axis];
        }
        return true;
    }

    /** Returns whether this is all of its memory, in row-major order. */
    boolean isWholeMemory() {
        return offset == 0 && size() == memory.length() && isDense();
    }

    Tensor permute(int... axes) {
        int[] newShape = Arrays.stream(axes).map(axis -> shape[axis]).toArray();
        int[] newStrides = Arrays.stream(axes).map(axis -> strides[axis]).toArray();
        return new Tensor(memory, offset, newShape, newStrides);
    }

    /**
     * Returns a view with another shape.
     *
     * @throws IllegalArgumentException if this tensor is not dense or the size differs
     */
    Tensor reshape(int... newShape) {
        if (!isDense() || size(newShape) != size()) {
            throw new IllegalArgumentException("Cannot reshape " + this + " to " + Arrays.toString(newShape) + ".");
        }
        return new Tensor(memory, offset, newShape, rowMajor(newShape));
    }

    /** Returns a view of {@code from} to {@code to - 1} along one axis. */
    Tensor slice(int axis, int from, int to) {
        int[] newShape = shape.clone();
        newShape[axis] = to - from;
        return new Tensor(memory, offset + from * strides[axis], newShape, strides);
    }

    /** Returns a view with the last two axes exchanged. */
    Tensor transposed() {
        int[] axes = new int[rank()];
        Arrays.setAll(axes, axis -> axis);
        axes[rank() - 2] = rank() - 1;
        axes[rank() - 1] = rank() - 2;
        return permute(axes);
    }

    long[] longShape() {
        return Arrays.stream(shape).asLongStream().toArray();
    }

    @Override
    public String toString() {
        return "tensor " + Arrays.toString(shape) + " with strides " + Arrays.toString(strides);
    }
}
