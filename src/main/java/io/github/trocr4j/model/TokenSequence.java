package io.github.trocr4j.model;

import java.util.Arrays;

/**
 * The beginning of a sequence that a search generates. Immutable, as several beams may continue it.
 *
 * @param ids the start token and those generated after it
 * @param probabilities the softmax probability of each generated token
 */
record TokenSequence(int[] ids, float[] probabilities) {
    static TokenSequence start(int id) {
        return new TokenSequence(new int[] {id}, new float[0]);
    }

    TokenSequence then(int id, float probability) {
        int[] moreIds = Arrays.copyOf(ids, ids.length + 1);
        moreIds[ids.length] = id;
        float[] more = Arrays.copyOf(probabilities, ids.length);
        more[ids.length - 1] = probability;
        return new TokenSequence(moreIds, more);
    }

    int last() {
        return ids[ids.length - 1];
    }

    /** Returns the number of tokens, including the start token. */
    int length() {
        return ids.length;
    }
}
