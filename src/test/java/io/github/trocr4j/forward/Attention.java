package io.github.trocr4j.forward;

import io.github.trocr4j.kernel.SoftmaxKernel;
import java.util.Arrays;

/**
 * Multi-head attention (Vaswani et al. 2017) of the encoder and of the decoder, {@code softmax(q k^T / sqrt(head_dim))
 * v}, head by head. The division is part of the query's projection.
 */
record Attention(int heads, Linear query, Linear key, Linear value, Linear out) {
    private static final int SCORES = 2;
    private static final int CONTEXT = 4;

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

        boolean same(int row, int other) {
            return keyValues[row] == keyValues[other] && visible[row] == visible[other];
        }
    }

    int headDim() {
        return query.out() / heads;
    }

    /**
     * Computes keys and values of the first rows of x.
     *
     * @param to where each row is put
     * @param token which token each row is
     */
    void remember(float[][] x, int count, KeyValue[] to, int[] token, Scratch scratch) {
        float[][] keys = scratch.rows(0, count, key.out());
        float[][] values = scratch.rows(1, count, value.out());
        key.apply(x, count, keys, scratch);
        value.apply(x, count, values, scratch);
        for (int i = 0; i < count; i++) {
            to[i].set(token[i], keys[i], values[i]);
        }
    }

    /** Computes the attention of the first rows of x in those of y. */
    void apply(float[][] x, int count, Sight sight, float[][] y, Observer observer, Scratch scratch) {
        int width = query.out();
        int headDim = headDim();
        float[][] queries = scratch.rows(0, count, width);
        float[][] contexts = scratch.rows(1, count, width);
        query.apply(x, count, queries, scratch);
        int most = Arrays.stream(sight.visible()).limit(count).max().orElse(0);
        float[] s0 = scratch.array(SCORES, most);
        float[] s1 = scratch.array(SCORES + 1, most);
        float[] c0 = scratch.array(CONTEXT, headDim);
        float[] c1 = scratch.array(CONTEXT + 1, headDim);
        for (int head = 0; head < heads; head++) {
            int from = head * headDim;
            for (int i = 0; i < count; i++) {
                int visible = sight.visible()[i];
                float[][] keys = sight.keyValues()[i].keys(head);
                float[][] values = sight.keyValues()[i].values(head);
                boolean two = i + 1 < count && sight.same(i, i + 1);
                Arrays.fill(s0, 0, visible, 0);
                Arrays.fill(c0, 0, headDim, 0);
                if (two) {
                    Arrays.fill(s1, 0, visible, 0);
                    Arrays.fill(c1, 0, headDim, 0);
                    Product.add(queries[i], queries[i + 1], from, keys, headDim, s0, s1, visible);
                    SoftmaxKernel.forward(s1, s1, 1, visible);
                } else {
                    Product.add(queries[i], from, keys, headDim, s0, visible);
                }
                SoftmaxKernel.forward(s0, s0, 1, visible);
                observer.see(i, head, s0);
                if (two) {
                    observer.see(i + 1, head, s1);
                    Product.add(s0, s1, 0, values, visible, c0, c1, headDim);
                    System.arraycopy(c1, 0, contexts[i + 1], from, headDim);
                } else {
                    Product.add(s0, 0, values, visible, c0, headDim);
                }
                System.arraycopy(c0, 0, contexts[i], from, headDim);
                i += two ? 1 : 0;
            }
        }
        out.apply(contexts, count, y, scratch);
    }
}
