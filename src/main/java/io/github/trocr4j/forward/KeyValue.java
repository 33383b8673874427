package io.github.trocr4j.forward;

import java.util.Arrays;

/**
 * The keys and values of one attention, by head. Keys are transposed, so that scores of a query are a sum of rows.
 * Memory grows as tokens are added.
 */
final class KeyValue {
    private final int heads;
    private final int headDim;
    private final float[][][] keys; // [heads][head_dim][capacity]
    private final float[][][] values; // [heads][capacity][head_dim]
    private int capacity;
    private int tokens;

    KeyValue(int heads, int headDim, int capacity) {
        this.heads = heads;
        this.headDim = headDim;
        this.capacity = capacity;
        this.keys = new float[heads][headDim][capacity];
        this.values = new float[heads][capacity][headDim];
    }

    /** Returns a copy with the same tokens, to which others can be added. */
    KeyValue copy() {
        KeyValue copy = new KeyValue(heads, headDim, capacity);
        copy.tokens = tokens;
        for (int head = 0; head < heads; head++) {
            for (int t = 0; t < headDim; t++) {
                System.arraycopy(keys[head][t], 0, copy.keys[head][t], 0, tokens);
            }
            for (int token = 0; token < tokens; token++) {
                System.arraycopy(values[head][token], 0, copy.values[head][token], 0, headDim);
            }
        }
        return copy;
    }

    /** Returns whether it has room for these tokens. */
    boolean fits(int ofHeads, int ofHeadDim, int count) {
        return heads == ofHeads && headDim == ofHeadDim && capacity >= count;
    }

    int tokens() {
        return tokens;
    }

    /** Makes room for this many tokens, whose content {@link #set} gives. */
    void resize(int count) {
        if (count > capacity) {
            int larger = Math.max(count, 2 * capacity);
            for (int head = 0; head < heads; head++) {
                for (int t = 0; t < headDim; t++) {
                    keys[head][t] = Arrays.copyOf(keys[head][t], larger);
                }
                values[head] = Arrays.copyOf(values[head], larger);
                for (int i = capacity; i < larger; i++) {
                    values[head][i] = new float[headDim];
                }
            }
            capacity = larger;
        }
        tokens = count;
    }

    /**
     * Sets key and value of a token.
     *
     * @param projected key and value, [heads * head_dim] each, one after the other
     * @param from where they begin
     */
    void set(int token, float[] projected, int from) {
        int value = from + heads * headDim;
        for (int head = 0; head < heads; head++) {
            float[][] own = keys[head];
            for (int t = 0; t < headDim; t++) {
                own[t][token] = projected[from + head * headDim + t];
            }
            System.arraycopy(projected, value + head * headDim, values[head][token], 0, headDim);
        }
    }

    float[][] keys(int head) {
        return keys[head];
    }

    float[][] values(int head) {
        return values[head];
    }
}
