package io.github.trocr4j.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Builds the steps of a plan in a valid order, before row operations are fused. */
final class PlanBuilder {
    private final List<Item> items = new ArrayList<>();
    private final Map<Memory.Span, Tensor> softmaxOf = new HashMap<>();
    private final Optional<FrozenWeights> frozen;

    /**
     * Creates a builder.
     *
     * @param frozen empty if weights may change
     */
    PlanBuilder(Optional<FrozenWeights> frozen) {
        this.frozen = frozen;
    }

    /** A step, or a row operation that will become part of one. */
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

    /** Returns the same values in row-major order, copied if necessary. */
    Tensor dense(Tensor t) {
        if (t.isDense()) {
            return t;
        }
        Tensor copy = Tensor.planned(t.shape());
        add(new CopyStep(t, copy));
        return copy;
    }

    /** Adds {@code out = a b} for matrices or stacks of matrices. */
    void multiply(Tensor a, Tensor b, Tensor out) {
        boolean linear = frozen.isPresent()
                && a.rank() == 2
                && a.shape()[0] > 1 // no gain for a vector
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

    /** BLAS requires that one of the last two axes is dense. */
    private Tensor forBlas(Tensor t) {
        int last = t.rank() - 1;
        boolean fits = isUnit(t, last) || isUnit(t, last - 1);
        return fits ? t : dense(t);
    }

    private static boolean isUnit(Tensor t, int axis) {
        return t.strides()[axis] == 1 || t.shape()[axis] == 1;
    }

    /** Adds a row operation. All inputs and the result have the same shape. */
    Tensor rows(RowOp op, Tensor... inputs) {
        return rows(op, List.of(), inputs);
    }

    /**
     * Adds a row operation with vectors that apply to all rows. The first input has the shape of the result; other
     * inputs may be broadcast.
     */
    Tensor rows(RowOp op, List<Tensor> vectors, Tensor... inputs) {
        Tensor out = Tensor.planned(inputs[0].shape());
        rows(op, vectors, out, List.of(), inputs);
        return out;
    }

    /** Adds a row operation that also computes sums over rows. {@code out} may be null. */
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

    /** Returns the result of {@link #softmax} for this input, computed if it does not exist. */
    Tensor cachedSoftmax(Tensor x) {
        Tensor known = x.isDense() ? softmaxOf.get(Memory.Span.of(x)) : null;
        return known == null ? softmax(x) : known;
    }

    /**
     * A {@link RowOp} with its operands, before fusion.
     *
     * @param rows number of rows
     * @param width number of values in a row
     * @param tiles inputs with all rows, or with fewer rows that repeat (positions over a batch)
     * @param vectors inputs with a single row (bias, gain)
     * @param out the result, all rows; null if there are only sums
     * @param sums sums over rows, with one row or with several that repeat
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
