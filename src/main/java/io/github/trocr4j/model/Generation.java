package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.List;

/**
 * Generated sequences, without the start token: HF's {@code sequences} and {@code sequences_scores}.
 *
 * @param ids [rows][n], with {@code num_return_sequences} rows for each picture, the best first; padded after the end
 *     token to the longest
 * @param probabilities [rows][n], the softmax probability of each id; 1 for padding
 * @param scores [rows], with beam search: the sum of the logarithms of the processed probabilities, divided by the
 *     number of tokens to the power of the length penalty. Empty for greedy search
 */
public record Generation(int[][] ids, float[][] probabilities, float[] scores) {
    /**
     * Generates sequences with greedy or beam search.
     *
     * @throws IllegalArgumentException if the settings have no start token, or tokens that the model does not have
     */
    public static Generation search(NextLogits decoder, int pictures, GenerationConfig settings, TrOcrConfig config) {
        LogitsProcessors.requireFits(settings, config.outputs());
        return settings.numBeams() == 1
                ? GreedySearch.search(decoder, pictures, settings)
                : BeamSearch.search(decoder, pictures, settings);
    }

    /** Returns sequences with as much padding after them as they need. */
    static Generation padded(List<TokenSequence> sequences, int padding, float[] scores) {
        int longest = sequences.stream().mapToInt(TokenSequence::length).max().orElse(1) - 1;
        int[][] ids = new int[sequences.size()][longest];
        float[][] probabilities = new float[sequences.size()][longest];
        for (int row = 0; row < ids.length; row++) {
            TokenSequence sequence = sequences.get(row);
            int length = sequence.length() - 1;
            Arrays.fill(ids[row], length, longest, padding);
            Arrays.fill(probabilities[row], length, longest, 1);
            System.arraycopy(sequence.ids(), 1, ids[row], 0, length);
            System.arraycopy(sequence.probabilities(), 0, probabilities[row], 0, length);
        }
        return new Generation(ids, probabilities, scores);
    }

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

    /** Returns the tokens of a row up to the first end token, which counts; all if there is none. */
    public static int[] untilEnd(int[] ids, List<Integer> eos) {
        int length = 0;
        boolean ended = false;
        while (length < ids.length && !ended) {
            ended = eos.contains(ids[length]);
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
}
