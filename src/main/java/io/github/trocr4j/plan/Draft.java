package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A plan in the making: what is to be done, in an order that works, before row operations are put together. */
final class Draft {
    private final List<Item> items = new ArrayList<>();
    private final Map<Memory.Span, Tensor> softmaxOf = new HashMap<>();
    private final Optional<FrozenWeights> frozen;

    /** {@code frozen} is empty where weights may change. */
    Draft(Optional<FrozenWeights> frozen) {
        this.frozen = frozen;
    }

    /** A step, or a row operation that is yet to become part of one. */
    record Item(Step step, RowNode node) {
        List<Memory> reads() {
            return node == null
                    ? step.reads()
                    : node.inputs().map(Memory.Span::memory).toList();
        }

        List<Memory> writes() {
            return node == null
                    ? step.writes()
                    : node.outputs().map(Memory.Span::memory).toList();
        }
    }

    List<Item> items() {
        return items;
    }

    void add(Step step) {
        items.add(new Item(step, null));
    }

    private void add(RowNode node) {
        items.add(new Item(null, node));
    }

    /** The same values, row-major. */
    Tensor dense(Tensor t) {
        if (t.isDense()) {
            return t;
        }
        Tensor copy = Tensor.planned(t.shape());
        add(new CopyStep(t, copy));
        return copy;
    }

    /** {@code out = a b} for matrices or stacks of them. */
    void multiply(Tensor a, Tensor b, Tensor out) {
        boolean linear = frozen.isPresent()
                && a.rank() == 2
                && a.shape()[0] > 1 // a vector gains nothing
                && b.memory().isWeight()
                && b.transposed().isWholeMemory()
                && out.isDense();
        if (linear) {
            INDArray weight = b.memory().as(b.transposed().longShape());
            add(new LinearStep(dense(a), weight, out, frozen.get()));
        } else {
            add(new GemmStep(forBlas(a), forBlas(b), out));
        }
    }

    /** BLAS wants one of the two last axes dense. */
    private Tensor forBlas(Tensor t) {
        int last = t.rank() - 1;
        boolean fits = isUnit(t, last) || isUnit(t, last - 1);
        return fits ? t : dense(t);
    }

    private static boolean isUnit(Tensor t, int axis) {
        return t.strides()[axis] == 1 || t.shape()[axis] == 1;
    }

    /** A function of rows of {@code shape}; all inputs have that shape. */
    Tensor rows(RowOp op, Tensor... inputs) {
        return rows(op, List.of(), inputs);
    }

    /** With vectors for all rows; the first input has the result's shape, others may repeat along it. */
    Tensor rows(RowOp op, List<Tensor> vectors, Tensor... inputs) {
        Tensor out = Tensor.planned(inputs[0].shape());
        rows(op, vectors, out, List.of(), inputs);
        return out;
    }

    /** With sums over rows as further results; {@code out} may be null. */
    void rows(RowOp op, List<Tensor> vectors, Tensor out, List<Tensor> sums, Tensor... inputs) {
        List<Memory.Span> tiles = new ArrayList<>();
        for (Tensor input : inputs) {
            tiles.add(Memory.Span.of(dense(input)));
        }
        int width = inputs[0].width();
        add(new RowNode(
                op,
                width == 0 ? 0 : inputs[0].size() / width,
                width,
                tiles,
                vectors.stream().map(vector -> Memory.Span.of(dense(vector))).toList(),
                out == null ? null : Memory.Span.of(out),
                sums.stream().map(Memory.Span::of).toList()));
    }

    Tensor softmax(Tensor x) {
        Tensor input = dense(x);
        Tensor out = rows(RowOp.SOFTMAX, input);
        softmaxOf.put(Memory.Span.of(input), out);
        return out;
    }

    /** What {@link #softmax} gave for this input; computed anew if it never did. */
    Tensor softmaxAgain(Tensor x) {
        Tensor known = x.isDense() ? softmaxOf.get(Memory.Span.of(x)) : null;
        return known == null ? softmax(x) : known;
    }

    /**
     * A {@link RowOp} with its arrays, before it is put together with its neighbours.
     *
     * @param rows how many
     * @param width of each
     * @param tiles inputs of all rows, or of some that repeat (positions over a batch)
     * @param vectors inputs of one row (bias, gain)
     * @param out the result, all rows; null where there are sums only
     * @param sums results that are sums over rows; of one row, or of several that repeat
     */
    record RowNode(
            RowOp op,
            int rows,
            int width,
            List<Memory.Span> tiles,
            List<Memory.Span> vectors,
            Memory.Span out,
            List<Memory.Span> sums) {
        boolean hasRowsOf(RowNode other) {
            return rows == other.rows && width == other.width;
        }

        Stream<Memory.Span> inputs() {
            return Stream.concat(tiles.stream(), vectors.stream());
        }

        Stream<Memory.Span> outputs() {
            return Stream.concat(Stream.ofNullable(out), sums.stream());
        }
    }
}
