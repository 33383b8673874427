package io.github.trocr4j.plan;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Computes {@code C = A B} for matrices, or for stacks of the same shape: a [.., M, K], b [.., K, N], c [.., M, N].
 * Strides are arbitrary, except that one of the last two is 1.
 */
final class GemmStep implements StackStep.Stackable {
    /** Products with fewer multiplications run in one thread. */
    private static final long MIN_PARALLEL_WORK = 100_000;

    /**
     * With fewer rows, columns are divided if there are more of them, because each part would pack the whole other
     * matrix.
     */
    private static final int MANY_ROWS = 128;

    private final Tensor a;
    private final Tensor b;
    private final Tensor c;
    private List<NativeProduct> products;
    private long[] productsKey;

    GemmStep(Tensor a, Tensor b, Tensor c) {
        this.a = a;
        this.b = b;
        this.c = c;
    }

    @Override
    public List<Memory> reads() {
        return List.of(a.memory(), b.memory());
    }

    @Override
    public List<Memory> writes() {
        return List.of(c.memory());
    }

    @Override
    public int stack() {
        return Tensor.size(c.shape()) / Math.max(1, c.shape()[c.rank() - 2] * c.width());
    }

    @Override
    public Set<Integer> offsets(Memory memory, int index, int stack) {
        Set<Integer> offsets = new HashSet<>();
        for (Tensor t : List.of(a, b, c)) {
            if (t.memory() == memory) {
                offsets.add(t.rank() > 2 ? offset(t, index) : -1);
            }
        }
        return offsets;
    }

    @Override
    public long work() {
        return (long) c.size() * a.width();
    }

    @Override
    public void run(Team team) {
        if (c.size() == 0) {
            return;
        }
        int stack = stack();
        int parts = work() < MIN_PARALLEL_WORK ? 1 : team.threads();
        if (stack > 1) {
            int chunks = Math.min(parts == 1 ? 1 : 2 * parts, stack);
            int rows = rows(stack);
            team.run(chunks, part -> {
                int end = (int) ((long) stack * (part + 1) / chunks);
                for (int i = (int) ((long) stack * part / chunks); i < end; i++) {
                    run(i, stack, 0, rows, part);
                }
            });
        } else {
            single(team);
        }
    }

    @Override
    public int rows(int stack) {
        return c.shape()[c.rank() - 2];
    }

    @Override
    public boolean readsByRows(Memory memory) {
        return b.memory() != memory && (a.memory() != memory || a.strides()[a.rank() - 1] == 1);
    }

    @Override
    public void run(int index, int stack, int from, int to, int part) {
        new Gemm()
                .multiply(
                        matrix(a, index).rowsFrom(from, to),
                        matrix(b, index),
                        matrix(c, index).rowsFrom(from, to));
    }

    private void single(Team team) {
        if (fitsNative()) {
            List<NativeProduct> parts = products(team.threads());
            team.run(parts.size(), part -> parts.get(part).run());
            return;
        }
        int parts = work() < MIN_PARALLEL_WORK ? 1 : team.threads();
        Gemm.Matrix left = matrix(a, 0);
        Gemm.Matrix right = matrix(b, 0);
        Gemm.Matrix out = matrix(c, 0);
        team.run(parts, part -> split(left, right, out, part, parts));
    }

    /** Returns whether all matrices are dense and there are enough rows. */
    private boolean fitsNative() {
        return c.shape()[0] >= MANY_ROWS && List.of(a, b, c).stream().allMatch(t -> t.rank() == 2 && t.isDense());
    }

    /**
     * Returns the product in parts, one per thread. They are cached until an address or the number of threads changes.
     */
    private List<NativeProduct> products(int threads) {
        long[] key = {a.memory().address(), b.memory().address(), c.memory().address(), threads};
        if (!Arrays.equals(key, productsKey)) {
            products = NativeProduct.byRows(a, b, c, threads);
            productsKey = key;
        }
        return products;
    }

    /** Computes one part of a single product: a range of its rows or columns. */
    private void split(Gemm.Matrix left, Gemm.Matrix right, Gemm.Matrix out, int part, int parts) {
        boolean byRows = out.rows() >= Math.min(MANY_ROWS, out.columns());
        int length = byRows ? out.rows() : out.columns();
        int from = boundary(length, part, parts);
        int to = boundary(length, part + 1, parts);
        if (from == to) {
            return;
        }
        if (byRows) {
            new Gemm().multiply(left.rowsFrom(from, to), right, out.rowsFrom(from, to));
        } else {
            new Gemm().multiply(left, right.columnsFrom(from, to), out.columnsFrom(from, to));
        }
    }

    /** Returns where a part begins: a multiple of the block size of BLAS. */
    private static int boundary(int length, int part, int parts) {
        int unit = 16;
        return part == parts ? length : Math.min(length, (int) ((long) length * part / parts) / unit * unit);
    }

    private static Gemm.Matrix matrix(Tensor t, int index) {
        int last = t.rank() - 1;
        return new Gemm.Matrix(
                t.memory().address() + (long) offset(t, index) * Float.BYTES,
                t.shape()[last - 1],
                t.shape()[last],
                t.strides()[last - 1],
                t.strides()[last]);
    }

    /** Returns the offset of one matrix of the stack. */
    private static int offset(Tensor t, int index) {
        int offset = t.offset();
        int rest = index;
        for (int axis = t.rank() - 3; axis >= 0; axis--) {
            offset += rest % t.shape()[axis] * t.strides()[axis];
            rest /= t.shape()[axis];
        }
        return offset;
    }
}
