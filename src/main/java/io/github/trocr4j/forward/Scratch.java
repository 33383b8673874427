package io.github.trocr4j.forward;

import java.util.EnumMap;
import java.util.Map;

/** Arrays that one thread uses again and again, so that reading allocates nothing once it has begun. */
public final class Scratch {
    private final int number;
    private final Map<Use, float[]> arrays = new EnumMap<>(Use.class);
    private final Map<Use, float[][]> rows = new EnumMap<>(Use.class);

    /** What arrays and rows are used for: those in use at a time differ. */
    public enum Use {
        /** The hidden states of a picture. */
        STATES,
        /** Queries, keys and values. */
        PROJECTED,
        /** The states of the tokens that are decoded. */
        TOKENS,
        /** Normalised states, or patches. */
        NORMED,
        /** What is added to states. */
        RESULT,
        /** Inner values of an MLP. */
        INNER,
        /** What attention found, before its projection. */
        CONTEXTS,
        /** Scores and probabilities of attention. */
        SCORES,
        /** The first accumulator of a product. */
        FIRST,
        /** The second accumulator of a product. */
        SECOND,
        /** A packed matrix and the rows of its product. */
        PACKED
    }

    /** Creates the arrays of a thread; no two in use have the same number. */
    public Scratch(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Returns an array of at least n values, the same for the same use; its content is arbitrary. */
    public float[] array(Use use, int n) {
        float[] found = arrays.get(use);
        if (found == null || found.length < n) {
            found = new float[n];
            arrays.put(use, found);
        }
        return found;
    }

    /** Returns at least this many rows of at least this many values, the same for the same use. */
    public float[][] rows(Use use, int count, int width) {
        float[][] found = rows.get(use);
        if (found == null || found.length < count || found[0].length < width) {
            int height = Math.max(count, found == null ? 0 : found.length);
            found = new float[height][Math.max(width, found == null ? 0 : found[0].length)];
            rows.put(use, found);
        }
        return found;
    }
}
