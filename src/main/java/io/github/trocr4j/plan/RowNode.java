package io.github.trocr4j.plan;

import java.util.List;
import java.util.stream.Stream;

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
record RowNode(RowOp op, int rows, int width, List<Span> tiles, List<Span> vectors, Span out, List<Span> sums) {
    boolean hasRowsOf(RowNode other) {
        return rows == other.rows && width == other.width;
    }

    Stream<Span> inputs() {
        return Stream.concat(tiles.stream(), vectors.stream());
    }

    Stream<Span> outputs() {
        return Stream.concat(Stream.ofNullable(out), sums.stream());
    }
}
