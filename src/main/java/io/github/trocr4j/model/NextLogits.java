package io.github.trocr4j.model;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A decoder that remembers the tokens it was given, such as in a key-value cache with a row for each sequence. It is
 * all that {@link GreedySearch} and {@link BeamSearch} know of a model.
 */
@FunctionalInterface
public interface NextLogits {
    /**
     * Appends a token to each sequence and returns the logits of the token after it.
     *
     * @param ids the token of each row
     * @param from for each row, the row of the previous call that it continues; in the first call, its picture. Several
     *     rows may continue the same one, and rows that no row continues are forgotten. The rows of a picture are
     *     adjacent, and all pictures have equally many
     * @return [rows][V]; the caller may change them
     */
    float[][] next(int[] ids, int[] from);

    /**
     * Returns the indices of the rows, or pictures, to go on with: all until half of them have ended, then those that
     * have not. Each number of rows needs plans of its own, so a batch that shrank by one row at a time would be
     * slower.
     *
     * @return in ascending order; none if all have ended
     */
    static int[] remaining(int count, IntPredicate ended) {
        int[] others = IntStream.range(0, count).filter(ended.negate()).toArray();
        return others.length > count / 2 ? IntStream.range(0, count).toArray() : others;
    }
}
