package io.github.trocr4j.plan;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A stretch of float values outside the heap. What it lies on is decided late: a planned one gets a place in the
 * {@link Arena}, a weight lies where the weight is, an input lies wherever the caller's array of this run is.
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

    /** For intermediate values and outputs; see {@link #bind}. */
    static Memory planned(int length) {
        return new Memory(length, false);
    }

    /** For weights and inputs, which no plan may write to or reuse. */
    static Memory external(int length) {
        return new Memory(length, true);
    }

    int length() {
        return length;
    }

    boolean isExternal() {
        return external;
    }

    /** Whether it lies where the graph's own values are, from before the first run. */
    boolean isWeight() {
        return external && array != null;
    }

    /**
     * Lies on the first values of this dense array from here on. The array stays referenced, so that it is not freed.
     */
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

    /** Of the first value. */
    long address() {
        return address;
    }

    /** All values; only absolute access is safe between threads. */
    FloatBuffer floats() {
        return floats;
    }

    /** A view of all values, row-major. */
    INDArray as(long[] shape) {
        if (view == null || !Arrays.equals(view.shape(), shape)) {
            boolean same = array.length() == length && Arrays.equals(array.shape(), shape);
            view = same ? array : Nd4j.create(array.data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c');
        }
        return view;
    }

    /** Values that follow each other in one memory. */
    record Span(Memory memory, int offset, int length) {
        /** The values of a dense tensor. */
        static Span of(Tensor dense) {
            if (!dense.isDense()) {
                throw new IllegalArgumentException("Not dense: " + dense + ".");
            }
            return new Span(dense.memory(), dense.offset(), dense.size());
        }

        boolean isWholeMemory() {
            return offset == 0 && length == memory.length();
        }

        /** Copies {@code count} values from {@code first} on. */
        void read(int first, float[] to, int at, int count) {
            memory.floats().get(offset + first, to, at, count);
        }

        void write(int first, float[] from, int at, int count) {
            memory.floats().put(offset + first, from, at, count);
        }
    }
}
