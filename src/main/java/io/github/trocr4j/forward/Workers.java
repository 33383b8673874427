package io.github.trocr4j.forward;

import java.util.stream.IntStream;

/**
 * Threads of the common pool that share the rows of a picture, each with its own arrays. One worker computes in the
 * calling thread.
 */
final class Workers {
    /** Fewer rows are not worth a second thread. */
    private static final int LEAST_ROWS = 10;

    private final Scratch[] scratches;
    private int most;
    private KeyValue keyValue;

    /** Creates workers with consecutive numbers. */
    Workers(int first, int count) {
        scratches = IntStream.range(first, first + count).mapToObj(Scratch::new).toArray(Scratch[]::new);
        most = count;
    }

    /** Lets at most this many of them compute from now on. */
    Workers most(int count) {
        most = count;
        return this;
    }

    /** What is done with the rows {@code first} to {@code last - 1}. */
    @FunctionalInterface
    interface Rows {
        void compute(int first, int last, Scratch scratch);
    }

    /** Returns keys and values of some tokens, the same for the same shape; their content is arbitrary. */
    KeyValue keyValue(int heads, int headDim, int tokens) {
        if (keyValue == null || !keyValue.fits(heads, headDim, tokens)) {
            keyValue = new KeyValue(heads, headDim, tokens);
        }
        keyValue.resize(tokens);
        return keyValue;
    }

    /** Returns the arrays of the calling thread. */
    Scratch own() {
        return scratches[0];
    }

    /** Computes all rows, in the calling thread or several. */
    void rows(int count, Rows work) {
        int shares = Math.min(most, count / LEAST_ROWS);
        if (shares <= 1) {
            work.compute(0, count, scratches[0]);
            return;
        }
        IntStream.range(0, shares)
                .parallel()
                .forEach(i -> work.compute(start(count, i, shares), start(count, i + 1, shares), scratches[i]));
    }

    /** Even, since two rows at a time are faster than one. */
    private static int start(int count, int share, int shares) {
        return share == shares ? count : count * share / shares / 2 * 2;
    }
}
