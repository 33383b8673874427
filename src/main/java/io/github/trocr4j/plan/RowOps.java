package io.github.trocr4j.plan;

/** The row operations that TrOCR and its gradient need. */
final class RowOps {
    private RowOps() {}

    static final RowOp ADD = (r, p, first, rows) ->
            Elementwise.add(r.tile(p.tiles()[0]), r.tile(p.tiles()[1]), r.tile(p.out()), rows * r.width());

    static final RowOp ADD_VECTOR = (r, p, first, rows) ->
            Elementwise.add(r.tile(p.tiles()[0]), r.vector(p.vectors()[0]), r.tile(p.out()), rows * r.width());

    static final RowOp MULTIPLY = (r, p, first, rows) ->
            Elementwise.multiply(r.tile(p.tiles()[0]), r.tile(p.tiles()[1]), r.tile(p.out()), rows * r.width());

    static final RowOp RELU =
            (r, p, first, rows) -> Elementwise.relu(r.tile(p.tiles()[0]), r.tile(p.out()), rows * r.width());

    /** Inputs x and the gradient of relu(x). */
    static final RowOp RELU_GRADIENT = (r, p, first, rows) ->
            Elementwise.reluGradient(r.tile(p.tiles()[0]), r.tile(p.tiles()[1]), r.tile(p.out()), rows * r.width());

    static final RowOp GELU =
            (r, p, first, rows) -> GeluKernel.forward(r.tile(p.tiles()[0]), r.tile(p.out()), 0, rows * r.width());

    static final RowOp GELU_DERIVATIVE =
            (r, p, first, rows) -> GeluKernel.derivative(r.tile(p.tiles()[0]), r.tile(p.out()), 0, rows * r.width());

    static final RowOp SOFTMAX =
            (r, p, first, rows) -> SoftmaxKernel.forward(r.tile(p.tiles()[0]), r.tile(p.out()), rows, r.width());

    /** Inputs softmax(x) and its gradient. */
    static final RowOp SOFTMAX_GRADIENT = (r, p, first, rows) ->
            SoftmaxKernel.gradient(r.tile(p.tiles()[0]), r.tile(p.tiles()[1]), r.tile(p.out()), rows, r.width());

    /** Sums a tile over rows, into a vector or into rows that repeat. */
    static RowOp sum(int period) {
        return (r, p, first, rows) ->
                Elementwise.sumRows(r.tile(p.tiles()[0]), r.sum(p.sums()[0]), first, rows, r.width(), period);
    }

    static RowOp scale(float factor) {
        return (r, p, first, rows) ->
                Elementwise.scale(r.tile(p.tiles()[0]), factor, r.tile(p.out()), rows * r.width());
    }

    /** Vectors gain and bias. */
    static RowOp layerNorm(double eps) {
        return (r, p, first, rows) -> LayerNormKernel.forward(
                r.tile(p.tiles()[0]),
                r.vector(p.vectors()[0]),
                r.vector(p.vectors()[1]),
                eps,
                r.tile(p.out()),
                rows,
                r.width());
    }

    /** Inputs x and the gradient of the output, vector gain; sums are the gradients of gain and bias. */
    static RowOp layerNormGradient(double eps) {
        return (r, p, first, rows) -> LayerNormKernel.backward(
                new LayerNormKernel.Backward(r.tile(p.tiles()[0]), r.vector(p.vectors()[0]), eps, r.tile(p.tiles()[1])),
                r.tile(p.out()),
                r.sum(p.sums()[0]),
                r.sum(p.sums()[1]),
                rows,
                r.width());
    }
}
