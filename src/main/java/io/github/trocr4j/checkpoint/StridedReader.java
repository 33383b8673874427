package io.github.trocr4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads the elements of a view with any strides. The part of the storage that the view touches is read once, from begin
 * to end, in slabs. The elements of each slab are passed on with their row-major index.
 */
final class StridedReader {
    /** Bytes read at a time. */
    static final int SLAB_BYTES = 8 << 20;

    /** Receives the element at the buffer's position, and its row-major index in the tensor. */
    interface Sink {
        void take(ByteBuffer element, int index);
    }

    private final TorchView view;
    private final Sink sink;
    private final int axes;
    private final long[] sizes;
    private final long[] strides;
    private final long[] places;
    private final long[] reaches;
    private ByteBuffer slab;
    private long from;
    private long to;

    private StridedReader(TorchView view, Sink sink) {
        this.view = view;
        this.sink = sink;
        // Longest strides outermost, so that subtrees outside the slab are skipped.
        List<Integer> order = IntStream.range(0, view.shape().length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer axis) -> -view.strides()[axis]))
                .toList();
        axes = order.size();
        sizes = new long[axes];
        strides = new long[axes];
        places = new long[axes];
        reaches = new long[axes + 1];
        for (int i = axes - 1; i >= 0; i--) {
            int axis = order.get(i);
            sizes[i] = view.shape()[axis];
            strides[i] = view.strides()[axis];
            places[i] = 1;
            for (int inner = axis + 1; inner < axes; inner++) {
                places[i] *= view.shape()[inner];
            }
            reaches[i] = reaches[i + 1] + (sizes[i] - 1) * strides[i];
        }
    }

    /**
     * Passes all elements to a sink, in the order of the storage.
     *
     * @param begin first byte of the storage in the file
     * @param view inside its storage (checked), with 1 to 2^31 elements
     * @param slabBytes bytes to read at a time, at least one element
     */
    static void each(Path file, FileChannel channel, long begin, TorchView view, int slabBytes, Sink sink)
            throws IOException {
        new StridedReader(view, sink).run(file, channel, begin, slabBytes);
    }

    private void run(Path file, FileChannel channel, long begin, int slabBytes) throws IOException {
        int size = view.storage().dtype().size();
        long end = view.offset() + reaches[0] + 1;
        long step = Math.min(slabBytes / size, end - view.offset());
        slab = ByteBuffer.allocate((int) step * size).order(ByteOrder.LITTLE_ENDIAN);
        for (from = view.offset(); from < end; from = to) {
            to = Math.min(from + step, end);
            slab.clear().limit((int) (to - from) * size);
            DataRegion.readFully(file, channel, slab, begin + from * size);
            slab.flip();
            visit(0, view.offset(), 0);
        }
    }

    /** Passes on the elements of the slab that lie, from {@code element}, along this axis and the inner ones. */
    private void visit(int axis, long element, long place) {
        if (axis == axes) {
            slab.position((int) (element - from) * view.storage().dtype().size());
            sink.take(slab, (int) place);
            return;
        }
        long stride = strides[axis];
        long first = 0;
        long last = sizes[axis] - 1;
        if (stride > 0) {
            first = Math.max(first, -Math.floorDiv(element + reaches[axis + 1] - from, stride));
            last = Math.min(last, Math.floorDiv(to - 1 - element, stride));
        }
        for (long i = first; i <= last; i++) {
            visit(axis + 1, element + i * stride, place + i * places[axis]);
        }
    }
}
