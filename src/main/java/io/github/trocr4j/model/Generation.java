package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The result of greedy search.
 *
 * @param ids [B][n], without the start token; padded after EOS
 * @param probabilities [B][n], the softmax probability of each id; 1 for padding
 */
public record Generation(int[][] ids, float[][] probabilities) {
    /**
     * Returns the confidence in a whole row, 0 to 1: the product of the probabilities of its tokens, including the end
     * token. Padding does not count.
     */
    public static float confidence(float[] probabilities) {
        float product = 1;
        for (float probability : probabilities) {
            // Rounding in the softmax can push a probability slightly above 1.
            product *= Math.min(1, probability);
        }
        return product;
    }

    /** Returns the tokens of a row up to the end token, which counts; all if there is none. */
    public static int[] untilEnd(int[] ids, OptionalInt eos) {
        int length = 0;
        boolean ended = false;
        while (length < ids.length && !ended) {
            ended = eos.isPresent() && ids[length] == eos.getAsInt();
            length++;
        }
        return Arrays.copyOf(ids, length);
    }

    /**
     * Returns the softmax probability of a token, 0 to 1.
     *
     * @param logits [V]
     * @param temperature what the logits are divided by
     */
    public static float probability(float[] logits, int id, double temperature) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(((double) logit - logits[id]) / temperature);
        }
        return (float) (1 / sum);
    }

    /**
     * Greedy search: chooses the most probable token of each row and tracks which rows have reached EOS. A token that
     * is chosen only because the length is bounded keeps the low probability that the model gives it.
     */
    static final class GreedySearch {
        private final GenerationConfig config;
        private final OptionalInt eos;
        private final OptionalInt pad;
        private final int[][] ids;
        private final float[][] probabilities;
        private final boolean[] done;
        private int length;

        GreedySearch(int batch, GenerationConfig config, OptionalInt eos, OptionalInt pad) {
            this.config = config;
            this.eos = eos;
            this.pad = pad;
            this.ids = new int[batch][config.maxNewTokens()];
            this.probabilities = new float[batch][config.maxNewTokens()];
            this.done = new boolean[batch];
        }

        boolean finished() {
            return IntStream.range(0, done.length).allMatch(row -> done[row]);
        }

        /**
         * Chooses the tokens at position t.
         *
         * @param logits [B][V]
         * @return the input ids of the next step, [B]
         */
        int[] choose(int t, float[][] logits) {
            length = t + 1;
            int[] next = new int[logits.length];
            for (int row = 0; row < logits.length; row++) {
                if (done[row]) {
                    ids[row][t] = pad.orElse(eos.orElse(0));
                    probabilities[row][t] = 1;
                } else {
                    ids[row][t] = chosen(t, logits[row]);
                    probabilities[row][t] = probability(logits[row], ids[row][t], config.temperature());
                    done[row] = eos.isPresent() && ids[row][t] == eos.getAsInt();
                }
                next[row] = ids[row][t];
            }
            return next;
        }

        Generation result() {
            int[][] readIds = new int[ids.length][];
            float[][] readProbabilities = new float[ids.length][];
            for (int row = 0; row < ids.length; row++) {
                readIds[row] = Arrays.copyOf(ids[row], length);
                readProbabilities[row] = Arrays.copyOf(probabilities[row], length);
            }
            return new Generation(readIds, readProbabilities);
        }

        private int chosen(int t, float[] logits) {
            if (eos.isPresent() && config.forcedEos() && t == config.maxNewTokens() - 1) {
                return eos.getAsInt();
            }
            int excluded = t < config.minNewTokens() ? eos.orElse(-1) : -1;
            int best = -1;
            for (int i = 0; i < logits.length; i++) {
                if (i != excluded && !config.suppressTokens().contains(i) && (best < 0 || logits[i] > logits[best])) {
                    best = i;
                }
            }
            return best;
        }
    }
}
