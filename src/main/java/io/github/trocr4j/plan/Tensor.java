package io.github.trocr4j.plan;

import java.util.Arrays;

/**
 * Values of one variable: where they are and how they are strided, in values, not bytes. Reshaping, permuting and
 * slicing give another view of the same memory and cost nothing.
 */
record Tensor(Memory memory, int offset, int[] shape, int[] strides) {
    /** Row-major over memory of its own. */
    static Tensor planned(int... shape) {
        return dense(Memory.planned(size(shape)), shape);
    }

    /** Row-major over the whole of {@code memory}. */
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

    /** Last axis. */
    int width() {
        return shape.length == 0 ? 1 : shape[shape.length - 1];
    }

    /** Whether the values follow each other in row-major order. */
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

    /** Whether it is all of its memory, in row-major order. */
    boolean isWholeMemory() {
        return offset == 0 && size() == memory.length() && isDense();
    }

    Tensor permute(int... axes) {
        int[] newShape = Arrays.stream(axes).map(axis -> shape[axis]).toArray();
        int[] newStrides = Arrays.stream(axes).map(axis -> strides[axis]).toArray();
        return new Tensor(memory, offset, newShape, newStrides);
    }

    /** Only for dense ones. */
    Tensor reshape(int... newShape) {
        if (!isDense() || size(newShape) != size()) {
            throw new IllegalArgumentException("Cannot see " + this + " as " + Arrays.toString(newShape) + ".");
        }
        return new Tensor(memory, offset, newShape, rowMajor(newShape));
    }

    /** {@code from} to below {@code to} along one axis. */
    Tensor slice(int axis, int from, int to) {
        int[] newShape = shape.clone();
        newShape[axis] = to - from;
        return new Tensor(memory, offset + from * strides[axis], newShape, strides);
    }

    /** The last two axes exchanged. */
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
