package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.nd4j.nativeblas.OpaqueContext;

/**
 * A product of dense matrices with ND4J's {@code matmul}, which uses oneDNN if the build includes it: 10 % faster than
 * OpenBLAS if neither matrix is transposed, twice as fast if the left one has few rows. The arguments of the native
 * call are prepared once, because this takes as long as a small product. They contain only addresses, so the matrices
 * must stay at their addresses, but may belong to other arrays.
 */
final class NativeProduct {
    private static final long HASH = new Mmul().opHash();

    private final NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
    private final OpContext context = Nd4j.getExecutioner().buildContext();
    private final OpaqueContext pointer = (OpaqueContext) context.contextPointer();
    private final DataBuffer[] shapes = new DataBuffer[3]; // keeps the memory that the native context refers to
    private final String what;

    /** Prepares {@code c = a b}. All must have rank 2 and be dense. */
    NativeProduct(Tensor a, Tensor b, Tensor c) {
        what = a + " times " + b;
        context.setIArguments(0, 0, 0);
        context.setTArguments(1, 0);
        natives.setGraphContextInputArray(pointer, 0, address(a), shape(0, a), null, null);
        natives.setGraphContextInputArray(pointer, 1, address(b), shape(1, b), null, null);
        natives.setGraphContextOutputArray(pointer, 0, address(c), shape(2, c), null, null);
    }

    /** Divides a product into at most {@code parts} ranges of rows of about equal size, none of them empty. */
    static List<NativeProduct> byRows(Tensor a, Tensor b, Tensor c, int parts) {
        List<NativeProduct> products = new ArrayList<>();
        int rows = c.shape()[0];
        for (int part = 0; part < parts; part++) {
            int from = (int) ((long) rows * part / parts);
            int to = (int) ((long) rows * (part + 1) / parts);
            if (from < to) {
                products.add(new NativeProduct(a.slice(0, from, to), b, c.slice(0, from, to)));
            }
        }
        return products;
    }

    private static Pointer address(Tensor t) {
        if (!t.isDense()) {
            throw new IllegalArgumentException("Not dense: " + t + ".");
        }
        return new Gemm.Address().at(t.memory().address() + (long) t.offset() * Float.BYTES);
    }

    private Pointer shape(int index, Tensor t) {
        shapes[index] = Nd4j.getShapeInfoProvider()
                .createShapeInformation(t.longShape(), 'c', DataType.FLOAT)
                .getFirst();
        return shapes[index].addressPointer();
    }

    void run() {
        int status = natives.execCustomOp2(null, HASH, pointer);
        if (status != 0) {
            throw new IllegalStateException("matmul, " + what + ": " + natives.lastErrorMessage());
        }
    }
}
