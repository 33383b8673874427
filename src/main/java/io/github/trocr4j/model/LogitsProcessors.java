package io.github.trocr4j.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What {@link GenerationConfig} does to the scores of the next token, as HF's logits processors and in their order.
 * Greedy search gives them logits, beam search log-probabilities; so a repetition penalty acts differently on the two.
 */
final class LogitsProcessors {
    private LogitsProcessors() {}

    /**
     * Checks that the tokens of these settings are in a vocabulary.
     *
     * @throws IllegalArgumentException if one is not
     */
    static void requireFits(GenerationConfig config, int vocabulary) {
        config.badWordsIds().forEach(word -> requireFits("bad_words_ids", word, vocabulary));
        requireFits(
                "forced_bos_token_id",
                config.forcedBosTokenId().stream().boxed().toList(),
                vocabulary);
        requireFits("forced_eos_token_id", config.forcedEosTokenId(), vocabulary);
    }

    private static void requireFits(String key, List<Integer> ids, int vocabulary) {
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw new IllegalArgumentException(
                        key + ": expected token ids from 0 to " + (vocabulary - 1) + ", found " + id + ".");
            }
        }
    }

    /**
     * Returns the scores of the token that follows a sequence.
     *
     * @param ids the sequence, with the start token
     * @param scores [V]
     * @return the same array if the settings change nothing, else another; tokens that are excluded have negative
     *     infinity
     */
    static float[] processed(GenerationConfig config, int[] ids, float[] scores) {
        if (!any(config)) {
            return scores;
        }
        float[] changed = scores.clone();
        process(config, ids, changed);
        return changed;
    }

    /** Returns whether these settings can change scores. */
    private static boolean any(GenerationConfig config) {
        return config.repetitionPenalty() != 1
                || config.noRepeatNgramSize() > 0
                || !config.badWordsIds().isEmpty()
                || config.leastLength() > 1
                || config.forcedBosTokenId().isPresent()
                || !config.forcedEosTokenId().isEmpty()
                || !config.suppressTokens().isEmpty()
                || !config.beginSuppressTokens().isEmpty()
                || config.renormalizeLogits();
    }

    private static void process(GenerationConfig config, int[] ids, float[] scores) {
        int length = ids.length;
        penalizeRepetition((float) config.repetitionPenalty(), ids, scores);
        excludeRepeatedNgrams(config.noRepeatNgramSize(), ids, scores);
        excludeBadWords(config, ids, scores);
        if (length < config.leastLength()) {
            exclude(config.eosTokenId(), scores);
        }
        if (length == 1 && config.forcedBosTokenId().isPresent()) {
            force(List.of(config.forcedBosTokenId().getAsInt()), scores);
        }
        if (length == config.greatestLength() - 1 && !config.forcedEosTokenId().isEmpty()) {
            force(config.forcedEosTokenId(), scores);
        }
        exclude(config.suppressTokens(), scores);
        if (length == (config.forcedBosTokenId().isPresent() ? 2 : 1)) {
            exclude(config.beginSuppressTokens(), scores);
        }
        if (config.renormalizeLogits()) {
            logSoftmax(scores);
        }
    }

    /** Replaces scores by the logarithms of their softmax. */
    static void logSoftmax(float[] scores) {
        double normaliser = logSumExp(scores);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (scores[i] - normaliser);
        }
    }

    private static double logSumExp(float[] scores) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - largest);
        }
        return largest + Math.log(sum);
    }

    private static void penalizeRepetition(float penalty, int[] ids, float[] scores) {
        if (penalty == 1) {
            return;
        }
        for (int i = 0; i < ids.length; i++) {
            int id = ids[i];
            if (id < scores.length && isFirst(ids, i)) {
                scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty;
            }
        }
    }

    private static boolean isFirst(int[] ids, int index) {
        for (int i = 0; i < index; i++) {
            if (ids[i] == ids[index]) {
                return false;
            }
        }
        return true;
    }

    private static void excludeRepeatedNgrams(int size, int[] ids, float[] scores) {
        if (size == 0) {
            return;
        }
        for (int start = 0; start + size <= ids.length; start++) {
            int last = ids[start + size - 1];
            if (last < scores.length && areEqual(ids, start, ids.length + 1 - size, size - 1)) {
                scores[last] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    private static boolean areEqual(int[] ids, int a, int b, int count) {
        for (int i = 0; i < count; i++) {
            if (ids[a + i] != ids[b + i]) {
                return false;
            }
        }
        return true;
    }

    private static void excludeBadWords(GenerationConfig config, int[] ids, float[] scores) {
        for (List<Integer> word : config.badWordsIds()) {
            boolean isEnd = word.size() == 1 && config.eosTokenId().contains(word.get(0));
            int before = word.size() - 1;
            if (!isEnd && before <= ids.length && endsWith(ids, word.subList(0, before))) {
                scores[word.get(before)] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    private static boolean endsWith(int[] ids, List<Integer> end) {
        for (int i = 0; i < end.size(); i++) {
            if (ids[ids.length - end.size() + i] != end.get(i)) {
                return false;
            }
        }
        return true;
    }

    private static void exclude(Collection<Integer> tokens, float[] scores) {
        for (int id : tokens) {
            if (id >= 0 && id < scores.length) {
                scores[id] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    private static void force(List<Integer> tokens, float[] scores) {
        Arrays.fill(scores, Float.NEGATIVE_INFINITY);
        tokens.forEach(id -> scores[id] = 0);
    }
}
