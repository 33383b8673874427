package io.github.trocr4j.plan;

import io.github.trocr4j.kernel.GeluKernel;
import io.github.trocr4j.kernel.LayerNormKernel;
import io.github.trocr4j.kernel.SoftmaxKernel;

/**
 * An operation that computes each row independently, by element or along the row. A {@link RowStep} applies several of
 * them to a few rows at a time, so that intermediate values stay in the cache. These are the operations that TrOCR and
 * its gradients need.
 */
@FunctionalInterface
interface RowOp {
    /**
     * Computes {@code rows} rows.
     *
     * @param r buffers of the operands
     * @param first index of the first row in the whole operand
     */
    void run(TileBuffers r, Operands operands, int first, int rows);

    /**
     * The buffers of the operands, as indices into {@link TileBuffers}.
     *
     * @param tiles inputs with all rows, in order
     * @param vectors inputs with a single row, in order
     * @param out result
     * @param sums sums over rows, in order
     */
    record Operands(int[] tiles, int[] vectors, int out, int[] sums) {}

    RowOp ADD =
            (r, p, first, rows) -> add(r.tile(p.tiles()[0]), r.tile(p.tiles()[1]), r.tile(p.out()), rows * r.width());

    RowOp ADD_VECTOR = (r, p, first, rows) ->
            add(r.tile(p.tiles()[0]), r.vector(p.vectors()[0]), r.tile(p.out()), rows * r.width());

    RowOp MULTIPLY = (r, p, first, rows) ->
            multiply(r.tile(p.tiles()[0]), r.tile(p.tiles()[1]), r.tile(p.out()), rows * r.width());

    RowOp RELU = (r, p, first, rows) -> relu(r.tile(p.tiles()[0]), r.tile(p.out()), rows * r.width());

    /** Inputs: x and the gradient of relu(x). */
    RowOp RELU_GRADIENT = (r, p, first, rows) ->
            reluGradient(r.tile(p.tiles()[0]), r.tile(p.tiles()[1]), r.tile(p.out()), rows * r.width());

    RowOp GELU = (r, p, first, rows) -> GeluKernel.forward(r.tile(p.tiles()[0]), r.tile(p.out()), 0, rows * r.width());

    RowOp GELU_DERIVATIVE =
            (r, p, first, rows) -> GeluKernel.derivative(r.tile(p.tiles()[0]), r.tile(p.out()), 0, rows * r.width());

    RowOp SOFTMAX =
            (r, p, first, rows) -> SoftmaxKernel.forward(r.tile(p.tiles()[0]), r.tile(p.out()), rows, r.width());

    /** Inputs: softmax(x) and its gradient. */
    RowOp SOFTMAX_GRADIENT = (r, p, first, rows) ->
            SoftmaxKernel.gradient(r.tile(p.tiles()[0]), r.tile(p.tiles()[1]), r.tile(p.out()), rows, r.width());

    /** Returns an operation that sums over rows: row i is added to row {@code i % period} of the sum. */
    static RowOp sum(int period) {
        return (r, p, first, rows) -> sumRows(r.tile(p.tiles()[0]), r.sum(p.sums()[0]), first, rows, r.width(), period);
    }

    static RowOp scale(float factor) {
        return (r, p, first, rows) -> scale(r.tile(p.tiles()[0]), factor, r.tile(p.out()), rows * r.width());
    }

    /** Returns layer normalisation. Vectors: gain and bias. */
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

    /**
     * Returns its gradient. Inputs: x and the gradient of the output. Vector: gain. Sums: the gradients of gain and
     * bias.
     */
    static RowOp layerNormGradient(double eps) {
        return (r, p, first, rows) -> LayerNormKernel.backward(
                new LayerNormKernel.Backward(r.tile(p.tiles()[0]), r.vector(p.vectors()[0]), eps, r.tile(p.tiles()[1])),
                r.tile(p.out()),
                r.sum(p.sums()[0]),
                r.sum(p.sums()[1]),
                rows,
                r.width());
    }

    // C2 vectorises these simple loops. The result may be one of the inputs.

    static void add(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] + b[i];
        }
    }

    private static void multiply(float[] a, float[] b, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] * b[i];
        }
    }

    private static void scale(float[] a, float factor, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = a[i] * factor;
        }
    }

    private static void relu(float[] a, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = Math.max(a[i], 0);
        }
    }

    private static void reluGradient(float[] x, float[] gradient, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = x[i] > 0 ? gradient[i] : 0;
        }
    }

    /** Adds each row to row {@code (first + row) % period} of {@code sum}. */
    private static void sumRows(float[] a, float[] sum, int first, int rows, int width, int period) {
        for (int row = 0; row < rows; row++) {
            addTo(sum, (first + row) % period * width, a, row * width, width);
        }
    }

    private static void addTo(float[] sum, int target, float[] a, int start, int width) {
        for (int i = 0; i < width; i++) {
            sum[target + i] += a[start + i];
        }
    }
}
