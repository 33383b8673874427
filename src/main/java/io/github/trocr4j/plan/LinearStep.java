package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A linear layer with a frozen weight: {@code x W^T} for x [M, in] and W [out, in]. The threads share the rows if there
 * are many. If there are few, they share the columns, because reading the weight takes most of the time.
 */
final class LinearStep implements Step {
    /** Minimum number of rows that are divided between the threads. */
    private static final int MANY_ROWS = 128;
    /** Number of columns that oneDNN computes at a time. */
    private static final int UNIT = 16;

    private final Tensor x;
    private final INDArray weight;
    private final Tensor out;
    private final FrozenWeights frozen;
    private long[] partsKey;
    private List<Runnable> parts;

    /** Creates a step. {@code x} and {@code out} must be dense. */
    LinearStep(Tensor x, INDArray weight, Tensor out, FrozenWeights frozen) {
        this.x = x;
        this.weight = weight;
        this.out = out;
        this.frozen = frozen;
    }

    @Override
    public List<Memory> reads() {
        return List.of(x.memory());
    }

    @Override
    public List<Memory> writes() {
        return List.of(out.memory());
    }

    @Override
    public void run(Team team) {
        long[] key = {x.memory().address(), out.memory().address(), team.threads()};
        if (!Arrays.equals(key, partsKey)) {
            parts = out.shape()[0] >= MANY_ROWS ? byRows(team.threads()) : byColumns(team.threads());
            partsKey = key;
        }
        team.run(parts.size(), part -> parts.get(part).run());
    }

    private List<Runnable> byRows(int threads) {
        Tensor w = whole(frozen.transposed(weight, 0, out.width()));
        return NativeProduct.byRows(x, w, out, threads).stream()
                .map(product -> (Runnable) product::run)
                .toList();
    }

    private List<Runnable> byColumns(int threads) {
        List<Runnable> columns = new ArrayList<>();
        int blocks = Math.max(1, out.width() / UNIT);
        int count = Math.min(threads, blocks);
        for (int part = 0; part < count; part++) {
            int from = blocks * part / count * UNIT;
            int to = part == count - 1 ? out.width() : blocks * (part + 1) / count * UNIT;
            Tensor w = whole(frozen.transposed(weight, from, to));
            if (to - from == out.width()) {
                columns.add(new NativeProduct(x, w, out)::run);
            } else {
                columns.add(columns(w, from, to));
            }
        }
        return columns;
    }

    /**
     * Computes a range of columns in a dense array and copies it, because ND4J does not use oneDNN for strided results.
     */
    private Runnable columns(Tensor w, int from, int to) {
        Tensor dense = whole(Nd4j.createUninitialized(DataType.FLOAT, out.shape()[0], to - from));
        NativeProduct product = new NativeProduct(x, w, dense);
        CopyStep copy = new CopyStep(dense, out.slice(1, from, to));
        return () -> {
            product.run();
            copy.runAlone();
        };
    }

    private static Tensor whole(INDArray array) {
        Memory memory = Memory.external(Math.toIntExact(array.length()));
        memory.bind(array);
        return Tensor.dense(memory, (int) array.size(0), (int) array.size(1));
    }
}
