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
 * Reads the elements of a view, however it lies in its storage. The part of the storage that it touches is read once,
 * from begin to end, in slabs; from each slab the elements that lie in it go to their places, row by row in the result.
 */
final class StridedReader {
    /** Bytes read at a time. */
    static final int SLAB_BYTES = 8 << 20;

    /** Takes the element at the buffer's position; it is number {@code index} of the tensor. */
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
        // The longest strides outermost, so that what lies in a slab is found without a look at what does not.
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
     * Hands out all elements, in the order of the storage.
     *
     * @param begin the storage's first byte in the file
     * @param view checked to lie in its storage, with at least one element and at most 2^31
     * @param slabBytes bytes read at a time, at least those of one element
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

    /** All elements of the slab among those from {@code element} on along the axis and those inside it. */
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
