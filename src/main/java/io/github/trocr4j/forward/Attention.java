package io.github.trocr4j.forward;

import io.github.trocr4j.forward.Scratch.Use;
import io.github.trocr4j.kernel.SoftmaxKernel;
import java.util.Arrays;

/**
 * Multi-head attention (Vaswani et al. 2017) of the encoder and of the decoder, {@code softmax(q k^T / sqrt(head_dim))
 * v}, head by head. The division is part of the query's projection. One product gives all that a row is projected to.
 *
 * @param products computes the products of a head
 * @param heads number of heads
 * @param projection of self-attention: queries, keys and values, [3 d]; of cross-attention: queries, [d]
 * @param memory of cross-attention: keys and values of the encoder's rows, [2 d]; null for self-attention
 * @param out the projection of what was found, [d]
 */
record Attention(Products products, int heads, Linear projection, Linear memory, Linear out) {
    /** Is shown the probabilities of each row in each head, [tokens]. */
    @FunctionalInterface
    interface Observer {
        /** Ignores them. */
        Observer NONE = (row, head, probabilities) -> {};

        void see(int row, int head, float[] probabilities);
    }

    /**
     * What rows attend to.
     *
     * @param keyValues of each row
     * @param visible tokens that each row attends to
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sight(KeyValue[] keyValues, int[] visible) {
        /** All rows attend to all tokens. */
        static Sight of(KeyValue all, int rows) {
            KeyValue[] keyValues = new KeyValue[rows];
            Arrays.fill(keyValues, all);
            int[] visible = new int[rows];
            Arrays.fill(visible, all.tokens());
            return new Sight(keyValues, visible);
        }

        /** Returns the row after those that attend to the same as this one. */
        int end(int row, int count) {
            int end = row + 1;
            while (end < count && keyValues[end] == keyValues[row] && visible[end] == visible[row]) {
                end++;
            }
            return end;
        }
    }

    /** Returns d, the width of all heads. */
    int width() {
        return out.in();
    }

    /**
     * Computes the attention of the first rows.
     *
     * @param projected their projections; queries come first
     * @param y where the results are put
     */
    void attend(float[][] projected, int count, Sight sight, float[][] y, Observer observer, Scratch scratch) {
        float[][] contexts = scratch.rows(Use.CONTEXTS, count, width());
        for (int head = 0; head < heads; head++) {
            for (int row = 0; row < count; row = sight.end(row, count)) {
                attend(head, projected, row, sight.end(row, count), sight, contexts, observer, scratch);
            }
        }
        out.apply(contexts, count, y, scratch);
    }

    /** Computes one head of rows that attend to the same tokens. */
    private void attend(
            int head,
            float[][] queries,
            int first,
            int last,
            Sight sight,
            float[][] contexts,
            Observer observer,
            Scratch scratch) {
        int headDim = width() / heads;
        int from = head * headDim;
        int visible = sight.visible()[first];
        float[][] keys = sight.keyValues()[first].keys(head);
        float[][] values = sight.keyValues()[first].values(head);
        float[][] scores = scratch.rows(Use.SCORES, last, visible);
        products.multiply(queries, from, first, last, keys, headDim, scores, 0, visible, scratch);
        float[] probabilities = scratch.array(Use.SCORES, (last - first) * visible); // [rows, visible]
        for (int row = first; row < last; row++) {
            System.arraycopy(scores[row], 0, probabilities, (row - first) * visible, visible);
        }
        SoftmaxKernel.forward(probabilities, probabilities, last - first, visible);
        for (int row = first; row < last; row++) {
            System.arraycopy(probabilities, (row - first) * visible, scores[row], 0, visible);
            observer.see(row, head, scores[row]);
        }
        products.multiply(scores, 0, first, last, values, visible, contexts, from, headDim, scratch);
    }
}
