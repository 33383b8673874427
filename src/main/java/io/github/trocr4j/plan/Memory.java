package io.github.trocr4j.plan;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A block of off-heap float values that is bound to an array later: planned memory to a buffer of the {@link Arena}, a
 * weight to the weight's array, an input to the caller's array in each run.
 */
final class Memory {
    private final int length;
    private final boolean external;
    private INDArray array;
    private INDArray view;
    private long address;
    private FloatBuffer floats;

    private Memory(int length, boolean external) {
        this.length = length;
        this.external = external;
    }

    /** Creates memory for intermediate values and outputs. See {@link #bind}. */
    static Memory planned(int length) {
        return new Memory(length, false);
    }

    /** Creates memory for weights and inputs, which a plan must not write to or reuse. */
    static Memory external(int length) {
        return new Memory(length, true);
    }

    int length() {
        return length;
    }

    boolean isExternal() {
        return external;
    }

    /** Returns whether this memory is bound to a weight. Inputs are not bound before the first run. */
    boolean isWeight() {
        return external && array != null;
    }

    /** Binds this memory to the first values of a dense array. The reference keeps the array from being freed. */
    void bind(INDArray dense) {
        if (dense == array) {
            return;
        }
        FloatPointer pointer = new FloatPointer(dense.data().pointer());
        array = dense;
        view = null;
        address = dense.data().address();
        floats = pointer.capacity(length).asBuffer();
    }

    /** Returns the address of the first value. */
    long address() {
        return address;
    }

    /** Returns a buffer of all values. Only absolute access is thread-safe. */
    FloatBuffer floats() {
        return floats;
    }

    /** Returns an array over all values, row-major, without a copy. */
    INDArray as(long[] shape) {
        if (view == null || !Arrays.equals(view.shape(), shape)) {
            boolean same = array.length() == length && Arrays.equals(array.shape(), shape);
            view = same ? array : Nd4j.create(array.data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c');
        }
        return view;
    }

    /** A range of values in a memory. */
    record Span(Memory memory, int offset, int length) {
        /** Returns the values of a dense tensor. */
        static Span of(Tensor dense) {
            if (!dense.isDense()) {
                throw new IllegalArgumentException("Not dense: " + dense + ".");
            }
            return new Span(dense.memory(), dense.offset(), dense.size());
        }

        boolean isWholeMemory() {
            return offset == 0 && length == memory.length();
        }

        /** Copies {@code count} values, starting at {@code first}, to {@code to}, starting at {@code at}. */
        void read(int first, float[] to, int at, int count) {
            memory.floats().get(offset + first, to, at, count);
        }

        void write(int first, float[] from, int at, int count) {
            memory.floats().put(offset + first, from, at, count);
        }
    }
}
