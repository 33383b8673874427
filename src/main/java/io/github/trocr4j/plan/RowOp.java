package io.github.trocr4j.plan;

/**
 * An operation whose rows do not look at each other, on rows of one width: element by element, or along the row. Such
 * operations are done one after the other on a few rows at a time ({@link RowStep}), so that values between them never
 * leave the cache.
 */
@FunctionalInterface
interface RowOp {
    /** Does it for {@code rows} rows of {@code r}, the first of which is row {@code first} of the whole. */
    void run(Registers r, Places places, int first, int rows);

    /**
     * Which registers hold what.
     *
     * @param tiles of the inputs with a value for each element, in order
     * @param vectors of the inputs with one row for all, in order
     * @param out of the result
     * @param sums of the sums over rows, in order
     */
    record Places(int[] tiles, int[] vectors, int out, int[] sums) {}
}
