package io.github.trocr4j.forward;

import java.util.ArrayList;
import java.util.List;

/** Arrays that one thread uses again and again, so that reading allocates nothing once it has begun. */
public final class Scratch {
    private final int number;
    private final List<float[]> arrays = new ArrayList<>();
    private final List<float[][]> rows = new ArrayList<>();

    /** Creates the arrays of a thread; no two in use have the same number. */
    public Scratch(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Returns an array of at least n values, the same for the same number; its content is arbitrary. */
    public float[] array(int number, int n) {
        while (arrays.size() <= number) {
            arrays.add(new float[0]);
        }
        if (arrays.get(number).length < n) {
            arrays.set(number, new float[n]);
        }
        return arrays.get(number);
    }

    /** Returns at least this many rows of at least this many values, the same for the same number. */
    public float[][] rows(int number, int count, int width) {
        while (rows.size() <= number) {
            rows.add(new float[0][]);
        }
        float[][] found = rows.get(number);
        if (found.length < count || found[0].length < width) {
            int height = Math.max(count, found.length);
            found = new float[height][Math.max(width, found.length == 0 ? 0 : found[0].length)];
            rows.set(number, found);
        }
        return found;
    }
}
